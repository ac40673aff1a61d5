package dev.ratelimit.local;

import java.time.Duration;
import java.util.Map;

import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class LocalRateLimitersTests {

	private static final Limit API = Limit.tokenBucket("api", "2/1m").build();

	private static final Limit DAY = Limit.fixedWindow("day", "3/1d").build();

	@Test
	void aLimitRefusesAndAdmitsAgainWhenTheClockIsAdvanced() {
		ManualTimeSource time = new ManualTimeSource();
		try (LocalRateLimiters limiters = LocalRateLimiters.builder().limit(API).time(time).build()) {
			assertThat(limiters.get("api").tryAcquire("key", 2).allowed()).isTrue();
			assertThat(limiters.get("api").tryAcquire("key").allowed()).isFalse();
			time.advance(Duration.ofSeconds(30));
			assertThat(limiters.get("api").tryAcquire("key").allowed()).isTrue();
		}
	}

	@Test
	void severalLimitsDecideTogether() {
		try (LocalRateLimiters limiters = LocalRateLimiters.builder().limit(API).limit(DAY).build()) {
			assertThat(limiters.limits()).containsExactly(Map.entry("api", API), Map.entry("day", DAY));
			assertThat(limiters.all("api", "day").tryAcquire("key").parts()).hasSize(2);
		}
	}

	@Test
	void aKeyWithAnOverrideHasItsOwnQuota() {
		Limit more = API.withRate("5/1m");
		try (LocalRateLimiters limiters = LocalRateLimiters.builder().limit(API).override("vip", more).build()) {
			assertThat(limiters.get("api").peek("vip").quota()).isEqualTo(5);
			assertThat(limiters.get("api").peek("other").quota()).isEqualTo(2);
			assertThat(limiters.overrides("api")).containsOnlyKeys("vip");
		}
	}

	@Test
	void aCallOnAPlanHasThePlansQuota() {
		Limit more = API.withRate("5/1m");
		try (LocalRateLimiters limiters = LocalRateLimiters.builder().limit(API).plan("gold", more).build()) {
			assertThat(limiters.get("api").withPlan("gold").peek("key").quota()).isEqualTo(5);
			assertThat(limiters.get("api").peek("key").quota()).isEqualTo(2);
			assertThat(limiters.plans("api")).containsOnlyKeys("gold");
		}
	}

	@Test
	void aResolverChoosesAKeysLimit() {
		try (LocalRateLimiters limiters = LocalRateLimiters.builder()
			.limit(API)
			.resolver((limit, key) -> key.equals("vip") ? limit.withRate("7/1m") : null)
			.build()) {
			assertThat(limiters.get("api").peek("vip").quota()).isEqualTo(7);
			assertThat(limiters.get("api").peek("other").quota()).isEqualTo(2);
		}
	}

	@Test
	void anOverrideOrAPlanOfNoLimitIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(LocalRateLimiters.builder().limit(API).override("vip", DAY)::build)
			.withMessageContaining("override 'vip'");
		assertThatIllegalArgumentException().isThrownBy(
				LocalRateLimiters.builder().limit(API).override("vip", Limit.fixedWindow("api", "5/1m").build())::build)
			.withMessageContaining("algorithm");
		assertThatIllegalArgumentException().isThrownBy(LocalRateLimiters.builder().limit(API).plan("gold", DAY)::build)
			.withMessageContaining("plan 'gold'");
	}

	@Test
	void illegalSettingsAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(LocalRateLimiters.builder().limit(API).limit(API)::build);
		assertThatIllegalArgumentException().isThrownBy(LocalRateLimiters.builder().maximumSize(0)::build);
	}

}
