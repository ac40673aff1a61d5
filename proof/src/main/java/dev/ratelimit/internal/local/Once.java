package dev.ratelimit.internal.local;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.WaitingRoom;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZZ_Result;

/**
 * What only one of two may have.
 */
public final class Once {

	private Once() {
	}

	@JCStressTest
	@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "the first")
	@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "the second")
	@State
	public static class Refund {

		private static final Limit LIMIT = Limit.of("api", Algorithm.FIXED_WINDOW, "1/10s");

		private final LimitDecision decision = LimitDecision.allowed(LIMIT, 1, 0, 1, 1);

		@Actor
		public void first(ZZ_Result result) {
			result.r1 = this.decision.claimSettling();
		}

		@Actor
		public void second(ZZ_Result result) {
			result.r2 = this.decision.claimSettling();
		}

	}

	@JCStressTest
	@Outcome(id = "true, false", expect = Expect.ACCEPTABLE, desc = "the first")
	@Outcome(id = "false, true", expect = Expect.ACCEPTABLE, desc = "the second")
	@State
	public static class Place {

		private final WaitingRoom room = new WaitingRoom(() -> 1, false);

		@Actor
		public void first(ZZ_Result result) {
			result.r1 = this.room.enter();
		}

		@Actor
		public void second(ZZ_Result result) {
			result.r2 = this.room.enter();
		}

	}

}
