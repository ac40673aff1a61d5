package dev.ratelimit.internal.remote;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.model.Steps;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Leases of several nodes: never more in total than the limit, in one window at most a
 * lease a node on top, and nothing lost but what a lost node held.
 */
class LeaseEpisodeTests {

	private static final Steps STEPS = new Steps("leases of three nodes", 40_000, 2_000);

	@AfterAll
	static void tell() {
		STEPS.tell();
	}

	@ParameterizedTest
	@EnumSource(names = { "TOKEN_BUCKET", "FIXED_WINDOW", "SLIDING_WINDOW_LOG", "SLIDING_WINDOW_COUNTER" })
	void theLimitHolds(Algorithm algorithm) {
		STEPS.run((seed, steps) -> new LeaseEpisode(Limit.of("api", algorithm, "1000/10s"), seed).run(steps));
	}

}
