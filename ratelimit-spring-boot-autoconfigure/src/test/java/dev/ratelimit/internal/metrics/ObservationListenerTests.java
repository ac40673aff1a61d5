package dev.ratelimit.internal.metrics;

import java.util.List;
import java.util.Map;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.Mode;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThatNoException;

class ObservationListenerTests {

	private final TestObservationRegistry observations = TestObservationRegistry.create();

	private final LocalRateLimiterRegistry limiters = new LocalRateLimiterRegistry(
			List.of(Limit.of("api", Algorithm.FIXED_WINDOW, "5/1h"), Limit.of("login", Algorithm.FIXED_WINDOW, "1/1h"),
					Limit.of("trial", Algorithm.FIXED_WINDOW, "1/1h").withMode(Mode.OBSERVE)),
			Map.of(), null, new ManualTimeSource(), 100, new ObservationListener(this.observations));

	@AfterEach
	void close() {
		this.limiters.close();
	}

	private TestObservationRegistryAssert.TestObservationRegistryAssertReturningObservationContextAssert observing(
			String... limits) {
		Observation.createNotStarted("work", this.observations).observe(() -> {
			for (String limit : limits) {
				this.limiters.get(limit).tryAcquire("secret-key");
			}
		});
		return TestObservationRegistryAssert.assertThat(this.observations).hasSingleObservationThat();
	}

	@Test
	void theDecisionIsAnAttributeOfTheCurrentObservation() {
		observing("api").hasHighCardinalityKeyValue("ratelimit.limit", "api")
			.hasHighCardinalityKeyValue("ratelimit.outcome", "allowed")
			.hasHighCardinalityKeyValue("ratelimit.remaining", "4")
			.doesNotHaveLowCardinalityKeyValueWithKey("ratelimit.outcome");
	}

	@Test
	void aRefusalIsNotHiddenByWhatIsAllowedAfterIt() {
		observing("login", "login", "api").hasHighCardinalityKeyValue("ratelimit.limit", "login")
			.hasHighCardinalityKeyValue("ratelimit.outcome", "rejected")
			.hasHighCardinalityKeyValue("ratelimit.remaining", "0");
	}

	@Test
	void anObservedRefusalIsReportedUnlessAnotherLimitRefused() {
		observing("trial", "trial", "api").hasHighCardinalityKeyValue("ratelimit.limit", "trial")
			.hasHighCardinalityKeyValue("ratelimit.outcome", "observed");
	}

	@Test
	void theKeyIsNotTold() {
		observing("login", "login").doesNotHaveHighCardinalityKeyValue("ratelimit.key", "secret-key")
			.hasOnlyKeys("ratelimit.limit", "ratelimit.outcome", "ratelimit.remaining");
	}

	@Test
	void withoutAnObservationNothingIsTold() {
		assertThatNoException().isThrownBy(() -> this.limiters.get("api").tryAcquire("key"));
		TestObservationRegistryAssert.assertThat(this.observations).doesNotHaveAnyObservation();
	}

}
