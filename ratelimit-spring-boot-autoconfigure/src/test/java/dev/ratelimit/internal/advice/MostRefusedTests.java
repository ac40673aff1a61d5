package dev.ratelimit.internal.advice;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.Mode;
import dev.ratelimit.internal.advice.MostRefused.Refused;
import dev.ratelimit.internal.limiter.LimiterListener;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MostRefusedTests {

	private static final Limit TWO = Limit.of("two", Algorithm.FIXED_WINDOW, "2/1d");

	private static final Limit ONE = Limit.of("one", Algorithm.FIXED_WINDOW, "1/1d");

	private static final Limit TRIAL = Limit.of("trial", Algorithm.FIXED_WINDOW, "1/1d").withMode(Mode.OBSERVE);

	private static final Limit GUESS = Limit.fixedWindow("guess", "1/1d").block(Duration.ofDays(2)).build();

	private final MostRefused refused = new MostRefused();

	private final LocalRateLimiterRegistry limiters = new LocalRateLimiterRegistry(List.of(TWO, ONE, TRIAL, GUESS),
			Map.of(), null, new ManualTimeSource(), 100_000, LimiterListener.of(List.of(this.refused)));

	@AfterEach
	void close() {
		this.limiters.close();
	}

	@Test
	void onlyRefusedCallsCountAndTheMostRefusedKeyComesFirst() {
		call("two", "seldom", 3);
		call("two", "never", 2);
		call("two", "often", 9);
		assertThat(this.refused.top("two")).containsExactly(new Refused("often", 7, 0), new Refused("seldom", 1, 0));
		assertThat(this.refused.top("one")).isEmpty();
	}

	@Test
	void whatAnObservingLimitWouldHaveRefusedCounts() {
		call("trial", "a", 4);
		assertThat(this.refused.top("trial")).containsExactly(new Refused("a", 3, 0));
	}

	@Test
	void callsOfABlockedKeyCount() {
		call("guess", "a", 5);
		assertThat(this.refused.top("guess")).containsExactly(new Refused("a", 4, 0));
	}

	@Test
	void ofSeveralLimitsThoseCountThatRefuse() {
		for (int i = 0; i < 5; i++) {
			this.limiters.all("two", "one", "trial").tryAcquire("a");
		}
		assertThat(this.refused.top("one")).containsExactly(new Refused("a", 4, 0));
		assertThat(this.refused.top("trial")).containsExactly(new Refused("a", 4, 0));
		assertThat(this.refused.top("two")).as("has permits left").isEmpty();
	}

	@Test
	void aCallForMoreThanTheQuotaCounts() throws InterruptedException {
		this.limiters.get("two").request("a", 5, null, null);
		assertThat(this.refused.top("two")).containsExactly(new Refused("a", 1, 0));
	}

	@Test
	void tenKeysAreShownAndTheErrorIsThatOfAHundredCounters() {
		for (int key = 0; key < 1_000; key++) {
			call("two", "key" + key, 3);
		}
		call("two", "flood", 1_002);
		assertThat(this.refused.top("two")).hasSize(10).first().isEqualTo(new Refused("flood", 1_010, 10));
	}

	@Test
	void aLongKeyIsHeldAsItsDigest() {
		call("one", "x".repeat(1_000_000), 2);
		assertThat(this.refused.top("one")).singleElement()
			.satisfies((one) -> assertThat(one.key()).startsWith("sha256:").hasSize(39));
	}

	@Test
	void aChangedLimitBeginsAnew() {
		call("trial", "shop", 4);
		call("two", "a", 3);
		this.limiters.change(List.of(TRIAL.withMode(Mode.ENFORCE), TWO), Map.of());
		assertThat(this.refused.top("trial")).isEmpty();
		assertThat(this.refused.top("two")).as("as it was").containsExactly(new Refused("a", 1, 0));
		call("trial", "scraper", 3);
		assertThat(this.refused.top("trial")).containsExactly(new Refused("scraper", 2, 0));
	}

	private void call(String limit, String key, int times) {
		for (int i = 0; i < times; i++) {
			this.limiters.get(limit).tryAcquire(key);
		}
	}

}
