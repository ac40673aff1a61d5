package dev.ratelimit.internal.local;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.WaitBudget;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;

/**
 * Refunds of a combination, given back limit by limit: whether calls under all of them
 * are admitted is as if that were one step.
 */
@Param(name = "moment", gen = IntGen.class, conf = "0:0")
@Param(name = "thread", gen = ThreadIdGen.class)
public final class CombinedRefunds extends Scenario {

	private final CombinedRateLimiter both = combined(0, 1);

	public CombinedRefunds() {
		super(Limit.of("a", Algorithm.TOKEN_BUCKET, "2/10s"), Limit.of("b", Algorithm.SLIDING_WINDOW_LOG, "2/10s"));
	}

	@Operation(params = { "thread", "moment" })
	public boolean spend(int thread, int moment) {
		return remember(thread, this.both.attempt(KEY, 1, WaitBudget.NONE, this.clock.at(moment))).allowed();
	}

	@Operation(params = { "thread", "moment" })
	public void refund(int thread, int moment) {
		this.clock.at(moment);
		LimitDecision last = last(thread);
		if (last != null) {
			this.both.settle(KEY, last, 0);
		}
	}

}
