package dev.ratelimit.internal.metrics;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.internal.limiter.StoreLimiter;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Timer;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class MetricsListenerTests extends MetricsScene {

	private double requests(String limit, String outcome) {
		return this.meters.get("ratelimit.requests").tags("limit", limit, "outcome", outcome).counter().count();
	}

	private String counts(String limit) {
		return "%.0f allowed, %.0f rejected, %.0f observed".formatted(requests(limit, "allowed"),
				requests(limit, "rejected"), requests(limit, "observed"));
	}

	@Test
	void everyMeterOfEveryLimitIsThereBeforeTheFirstCall() {
		limiters(this.two, this.trial);
		for (String limit : List.of("two", "trial")) {
			assertThat(counts(limit)).isEqualTo("0 allowed, 0 rejected, 0 observed");
			assertThat(this.meters.get("ratelimit.wait").tag("limit", limit).timer().count()).isZero();
			assertThat(this.meters.get("ratelimit.evictions").tag("limit", limit).counter().count()).isZero();
			assertThat(this.meters.get("ratelimit.resolver.failures").tag("limit", limit).counter().count()).isZero();
		}
		assertThat(this.meters.get("ratelimit.store").timer().count()).isZero();
		assertThat(this.meters.get("ratelimit.store.failures").counter().count()).isZero();
	}

	@Test
	void decisionsCountByOutcome() {
		LocalRateLimiterRegistry limiters = limiters(this.two, this.trial);
		for (int i = 0; i < 5; i++) {
			limiters.get("two").tryAcquire("key");
			limiters.get("trial").tryAcquire("key");
		}
		assertThat(counts("two")).isEqualTo("2 allowed, 3 rejected, 0 observed");
		assertThat(counts("trial")).isEqualTo("1 allowed, 0 rejected, 4 observed");
	}

	@Test
	void ofACombinedCallEachPartCountsAndOfARefusedOneThoseThatRefused() {
		RateLimiter all = limiters(this.two, this.three, this.trial).all("two", "three", "trial");
		for (int i = 0; i < 4; i++) {
			all.tryAcquire("key");
		}
		assertThat(counts("two")).isEqualTo("2 allowed, 2 rejected, 0 observed");
		assertThat(counts("three")).isEqualTo("2 allowed, 0 rejected, 0 observed");
		assertThat(counts("trial")).isEqualTo("1 allowed, 0 rejected, 1 observed");
	}

	@Test
	void callsOfABlockedKeyCountAsBlockedAndTheRefusalThatBlocksItAsRejected() {
		LocalRateLimiterRegistry limiters = limiters(this.two.withBlock(Duration.ofHours(2)), this.three,
				this.trial.withBlock(Duration.ofHours(2)));
		RateLimiter both = limiters.all("three", "two");
		for (int i = 0; i < 5; i++) {
			both.tryAcquire("key");
			limiters.get("trial").tryAcquire("key");
		}
		assertThat(counts("two")).isEqualTo("2 allowed, 1 rejected, 0 observed");
		assertThat(requests("two", "blocked")).isEqualTo(2);
		assertThat(requests("three", "blocked")).isZero();
		assertThat(counts("trial")).isEqualTo("1 allowed, 0 rejected, 4 observed");
		assertThat(requests("trial", "blocked")).isZero();
	}

	@Test
	void lookingAndGivingBackDoNotCount() {
		RateLimiter limiter = limiters(this.two).get("two");
		limiter.refund("key", limiter.tryAcquire("key"));
		limiter.peek("key");
		limiter.reset("key");
		assertThat(counts("two")).isEqualTo("1 allowed, 0 rejected, 0 observed");
	}

	@Test
	void waitsAreTimedOnTheLimitersClock() throws InterruptedException {
		RateLimiter limiter = limiters(Limit.of("queue", Algorithm.LEAKY_BUCKET, "1/1s")).get("queue");
		for (int i = 0; i < 4; i++) {
			limiter.acquire("key");
		}
		limiter.acquire("key", 1, Duration.ZERO);
		Timer waits = this.meters.get("ratelimit.wait").tag("limit", "queue").timer();
		assertThat(waits.count()).isEqualTo(3);
		assertThat(waits.totalTime(TimeUnit.SECONDS)).isEqualTo(3);
		assertThat(counts("queue")).isEqualTo("4 allowed, 1 rejected, 0 observed");
	}

	@Test
	void keysForcedOutAndFailuresOfTheResolverCount() {
		LocalRateLimiterRegistry limiters = limiters(this.meters, 1, this.two);
		for (int i = 0; i < 50; i++) {
			limiters.get("two").tryAcquire("key" + i);
		}
		assertThat(this.meters.get("ratelimit.evictions").tag("limit", "two").counter().count()).isPositive();
		assertThat(this.meters.get("ratelimit.resolver.failures").tag("limit", "two").counter().count())
			.isGreaterThanOrEqualTo(50);
	}

	@Test
	void theStoreIsTimedAndItsFailuresCount() {
		MetricsListener listener = new MetricsListener(this.meters, List.of());
		listener.answered(2_000_000);
		listener.failed();
		assertThat(this.meters.get("ratelimit.store").timer().totalTime(TimeUnit.MILLISECONDS)).isEqualTo(2);
		assertThat(this.meters.get("ratelimit.store.failures").counter().count()).isEqualTo(1);
	}

	@Test
	void aLimitThatComesLaterGetsMetersWithItsFirstCall() {
		MetricsListener listener = new MetricsListener(this.meters, List.of("two"));
		LocalRateLimiterRegistry registry = new LocalRateLimiterRegistry(List.of(this.three), Map.of(), null, this.time,
				10, listener);
		this.open.add(registry);
		registry.get("three").tryAcquire("key");
		assertThat(counts("three")).isEqualTo("1 allowed, 0 rejected, 0 observed");
	}

	@Test
	void keysAreGauged() {
		LocalRateLimiterRegistry limiters = limiters(this.two, this.three);
		new KeyGauges(() -> limiters).bindTo(this.meters);
		limiters.get("two").tryAcquire("a");
		limiters.get("two").tryAcquire("b");
		assertThat(this.meters.get("ratelimit.keys").tag("limit", "two").gauge().value()).isEqualTo(2);
		assertThat(this.meters.get("ratelimit.keys").tag("limit", "three").gauge().value()).isZero();
	}

	@Test
	void noMeterKnowsAKey() {
		LocalRateLimiterRegistry limiters = limiters(this.two, this.three);
		new KeyGauges(() -> limiters).bindTo(this.meters);
		for (int i = 0; i < 5; i++) {
			limiters.all("two", "three").tryAcquire("secret-key");
		}
		assertThat(this.meters.getMeters()).isNotEmpty().allSatisfy((meter) -> {
			assertThat(meter.getId().getTags()).extracting(Tag::getKey).isSubsetOf("limit", "outcome");
			assertThat(meter.getId().toString()).doesNotContain("secret");
		});
	}

	@Test
	void callsInFlightAreAGaugeUntilTheyAreGivenBackOrTheirHoldIsOver() {
		Limit exports = Limit.concurrency("exports", 5).build();
		Limit api = Limit.of("api", Algorithm.FIXED_WINDOW, "9/1m");
		try (LocalRateLimiterRegistry limiters = new LocalRateLimiterRegistry(List.of(exports, api), Map.of(), null,
				this.time, 10, new MetricsListener(this.meters, List.of(exports, api), this.time))) {
			StoreLimiter both = limiters.all("api", "exports");
			Decision refunded = both.tryAcquire("a", 2);
			Decision released = both.tryAcquire("b", 1);
			both.tryAcquire("c", 1);
			assertThat(this.meters.get("ratelimit.in.flight").tag("limit", "exports").gauge().value()).isEqualTo(4);
			both.refund("a", refunded);
			both.release("b", released);
			assertThat(this.meters.get("ratelimit.in.flight").gauge().value()).isOne();
			this.time.advance(Duration.ofMinutes(1));
			assertThat(this.meters.get("ratelimit.in.flight").gauge().value()).isZero();
			assertThat(this.meters.find("ratelimit.in.flight").gauges()).hasSize(1);
		}
	}

}
