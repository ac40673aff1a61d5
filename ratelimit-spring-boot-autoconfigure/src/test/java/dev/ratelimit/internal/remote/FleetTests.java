package dev.ratelimit.internal.remote;

import java.time.Duration;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A fleet in simulated time: a small one from some seeds in a build, and one of
 * {@code -Dfleet.nodes} from {@code -Dfleet.seed}, with figures, where that is asked for;
 * see proof/README.md.
 */
class FleetTests {

	private static final boolean LONG = System.getProperty("fleet.nodes") != null;

	private static final int NODES = Integer.getInteger("fleet.nodes", 20);

	private static final long SEED = Long.getLong("fleet.seed", 1);

	private static final int SEEDS = LONG ? 1 : 2;

	private static final Duration LENGTH = Duration.ofSeconds(3);

	/** Each node has one. */
	private static final Logger logger = (Logger) LoggerFactory.getLogger(CircuitBreaker.class);

	@BeforeAll
	static void begin() {
		logger.setLevel(Level.OFF);
		if (LONG) {
			System.out.printf("%d nodes, seed %d%n%s%n", NODES, SEED, FleetResult.title());
		}
	}

	@AfterAll
	static void end() {
		logger.setLevel(null);
	}

	@ParameterizedTest
	@EnumSource
	void noMoreIsAdmittedThanTheGuaranteesSay(FleetScenario scenario) {
		for (long seed = SEED; seed < SEED + SEEDS; seed++) {
			FleetResult result = new Fleet(scenario, NODES, seed).run(LENGTH);
			if (LONG) {
				System.out.println(result);
			}
			assertThat(result.mistakes()).as("seed %d", seed).isEmpty();
		}
	}

	@Test
	void aSeedIsAHistory() {
		FleetResult result = new Fleet(FleetScenario.ROLLING_RESTART, 10, 7).run(LENGTH);
		assertThat(new Fleet(FleetScenario.ROLLING_RESTART, 10, 7).run(LENGTH)).isEqualTo(result);
		assertThat(new Fleet(FleetScenario.ROLLING_RESTART, 10, 8).run(LENGTH)).isNotEqualTo(result);
	}

}
