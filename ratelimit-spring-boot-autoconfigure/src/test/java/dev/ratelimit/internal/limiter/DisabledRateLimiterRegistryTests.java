package dev.ratelimit.internal.limiter;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class DisabledRateLimiterRegistryTests {

	private final Limit one = Limit.of("one", Algorithm.TOKEN_BUCKET, "1/m");

	private final Limit two = Limit.of("two", Algorithm.FIXED_WINDOW, "2/m");

	private final DisabledRateLimiterRegistry registry = new DisabledRateLimiterRegistry(
			List.of(new LimitTerms(this.one, Map.of("vip", this.one.withRate("9/m"))),
					new LimitTerms(this.two, Map.of(), Map.of("pro", this.two.withRate("20/m")))));

	@Test
	void aPlanShowsItsOwnQuota() {
		assertThat(this.registry.plans("two")).containsOnlyKeys("pro");
		assertThat(this.registry.get("two").withPlan("pro").tryAcquire("key").quota()).isEqualTo(20);
		assertThatIllegalArgumentException().isThrownBy(() -> this.registry.get("one").withPlan("pro"));
	}

	@Test
	void everyWayOfAskingIsAdmittedAndSpendsNothing() throws InterruptedException {
		RateLimiter limiter = this.registry.get("two");
		for (Decision decision : List.of(limiter.tryAcquire("key", 3), limiter.acquire("key"), limiter.peek("key"),
				limiter.acquireAsync("key", 5, Duration.ZERO).toCompletableFuture().join(),
				StoreLimiter.of(limiter).requestAsync("key", 100, null, null).toCompletableFuture().join(),
				limiter.acquire("key", 5, Duration.ZERO), StoreLimiter.of(limiter).request("key", 100, null, null))) {
			assertThat(decision.allowed()).isTrue();
			assertThat(decision.limit()).isEqualTo("two");
			assertThat(decision.permits()).isZero();
			assertThat(decision.remaining()).isEqualTo(2);
			limiter.refund("key", decision);
		}
		limiter.reset("key");
		assertThatIllegalArgumentException().isThrownBy(() -> limiter.tryAcquire("key", -1));
	}

	@Test
	void severalLimitsAnswerForEachOfThem() {
		Decision decision = this.registry.all("one", "two").tryAcquire("key");
		assertThat(decision.parts()).extracting(Decision::limit).containsExactly("one", "two");
	}

	@Test
	void whatIsConfiguredCanBeRead() {
		assertThat(this.registry.limits().values()).containsExactly(this.one, this.two);
		assertThat(this.registry.overrides("one")).containsOnlyKeys("vip");
		assertThat(this.registry.overrides("two")).isEmpty();
	}

	@Test
	void mistakesInNamesAreStillMistakes() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.registry.get("onne"))
			.withMessageContaining("did you mean 'one'?");
		assertThatIllegalArgumentException().isThrownBy(() -> this.registry.overrides("three"))
			.withMessageContaining("one, two");
		assertThatIllegalArgumentException().isThrownBy(() -> this.registry.all("one", "three"));
		assertThatIllegalArgumentException().isThrownBy(() -> this.registry.all());
		assertThatIllegalArgumentException().isThrownBy(() -> this.registry.all("one", "one"));
	}

}
