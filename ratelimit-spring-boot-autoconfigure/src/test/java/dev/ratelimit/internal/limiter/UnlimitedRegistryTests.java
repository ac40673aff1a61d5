package dev.ratelimit.internal.limiter;

import dev.ratelimit.Decision;
import dev.ratelimit.RateLimiterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class UnlimitedRegistryTests {

	private final RateLimiterRegistry registry = new UnlimitedRegistry();

	@Test
	void everyNameIsAdmittedOnEveryPlan() {
		for (int i = 0; i < 3; i++) {
			assertThat(this.registry.get("api").tryAcquire("key", 5).allowed()).isTrue();
			assertThat(this.registry.get("api").withPlan("pro").withPlan("gold").tryAcquire("key").allowed()).isTrue();
			assertThat(this.registry.all("one", "two").tryAcquire("key").parts()).extracting(Decision::limit)
				.containsExactly("one", "two");
		}
		assertThat(this.registry.limits()).isEmpty();
		assertThat(this.registry.overrides("api")).isEmpty();
		assertThat(this.registry.plans("api")).isEmpty();
	}

	@Test
	void whatIsNeverANameIsStillAMistake() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.registry.get(""));
		assertThatIllegalArgumentException().isThrownBy(() -> this.registry.all());
		assertThatIllegalArgumentException().isThrownBy(() -> this.registry.all("one", "one"));
	}

}
