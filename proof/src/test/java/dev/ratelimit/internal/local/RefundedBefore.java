package dev.ratelimit.internal.local;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.limiter.WaitBudget;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;

/**
 * Calls that begin a window while the first thread gives back a permit of the window
 * before. Whether calls are admitted is as if one came after the other; what they are
 * told is left may be from before the refund.
 */
@Param(name = "permits", gen = IntGen.class, conf = "1:2")
@Param(name = "thread", gen = ThreadIdGen.class)
public abstract class RefundedBefore extends Scenario {

	RefundedBefore(Algorithm algorithm) {
		super(Limit.of("api", algorithm, "2/10s"));
		remember(1, limiter().attempt(KEY, 1, WaitBudget.NONE, this.clock.at(0)));
	}

	@Operation(params = "permits")
	public boolean spend(int permits) {
		return limiter().attempt(KEY, permits, WaitBudget.NONE, this.clock.at(3)).allowed();
	}

	@Operation(params = "thread")
	public void refund(int thread) {
		this.clock.at(3);
		if (last(thread) != null) {
			limiter().settle(KEY, last(thread), 0);
		}
	}

	public static final class SlidingWindowCounter extends RefundedBefore {

		public SlidingWindowCounter() {
			super(Algorithm.SLIDING_WINDOW_COUNTER);
		}

	}

	public static final class PacedWindow extends RefundedBefore {

		public PacedWindow() {
			super(Algorithm.PACED_WINDOW);
		}

	}

}
