package dev.ratelimit.internal.remote;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.algorithm.LimitDecision;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/**
 * One permit is on lease: it is spent, or given back, once.
 */
public final class LeasedOnce {

	private static final long HOUR = 3_600_000_000_000L;

	private static final Limit LIMIT = Limit.of("api", Algorithm.FIXED_WINDOW, "100/1h");

	private LeasedOnce() {
	}

	private static Lease lease() {
		Lease lease = new Lease(0);
		lease.keep(LimitDecision.allowed(LIMIT, 10, 90, HOUR, 1), 1, System.nanoTime(), HOUR, 0);
		return lease;
	}

	private static long permits(LimitDecision decision) {
		return (decision != null) ? decision.permits() : 0;
	}

	@JCStressTest
	@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the first spends it")
	@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the second spends it")
	@State
	public static class Calls {

		private final Lease lease = lease();

		@Actor
		public void first(JJ_Result result) {
			result.r1 = permits(this.lease.decide(LIMIT, 1, System.nanoTime()));
		}

		@Actor
		public void second(JJ_Result result) {
			result.r2 = permits(this.lease.decide(LIMIT, 1, System.nanoTime()));
		}

	}

	@JCStressTest
	@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "it is spent")
	@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "it is given back")
	@State
	public static class CallAndEnd {

		private final Lease lease = lease();

		@Actor
		public void call(JJ_Result result) {
			result.r1 = permits(this.lease.decide(LIMIT, 1, System.nanoTime()));
		}

		@Actor
		public void end(JJ_Result result) {
			result.r2 = permits(this.lease.takeBack(0));
		}

	}

}
