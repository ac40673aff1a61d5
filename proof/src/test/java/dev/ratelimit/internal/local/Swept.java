package dev.ratelimit.internal.local;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.limiter.WaitBudget;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;

/**
 * A key of which nothing counts any more, and that is asked for while it is swept.
 */
@Param(name = "permits", gen = IntGen.class, conf = "1:2")
public abstract class Swept extends Scenario {

	Swept(Algorithm algorithm) {
		super(Limit.of("api", algorithm, "2/10s"));
		limiter().attempt(KEY, 2, WaitBudget.NONE, this.clock.at(0));
	}

	@Operation(params = "permits")
	public String spend(int permits) {
		return words(limiter().attempt(KEY, permits, WaitBudget.NONE, this.clock.at(4)));
	}

	@Operation
	public void sweep() {
		this.clock.at(4);
		limiter().cells.sweep();
	}

	public static final class TokenBucket extends Swept {

		public TokenBucket() {
			super(Algorithm.TOKEN_BUCKET);
		}

	}

	public static final class SlidingWindowLog extends Swept {

		public SlidingWindowLog() {
			super(Algorithm.SLIDING_WINDOW_LOG);
		}

	}

	public static final class SlidingWindowCounter extends Swept {

		public SlidingWindowCounter() {
			super(Algorithm.SLIDING_WINDOW_COUNTER);
		}

	}

}
