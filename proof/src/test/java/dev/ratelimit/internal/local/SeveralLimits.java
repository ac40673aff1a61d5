package dev.ratelimit.internal.local;

import java.time.Duration;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.Reservation;
import dev.ratelimit.internal.limiter.WaitBudget;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;

/**
 * Two limits on one key, asked together, in either order, and singly.
 */
@Param(name = "moment", gen = IntGen.class, conf = "0:3")
@Param(name = "permits", gen = IntGen.class, conf = "1:2")
@Param(name = "thread", gen = ThreadIdGen.class)
public abstract class SeveralLimits extends Scenario {

	final CombinedRateLimiter both = combined(0, 1);

	private final CombinedRateLimiter reversed = combined(1, 0);

	SeveralLimits(Limit first, Limit second) {
		super(first, second);
	}

	/** The moment of a call, of those that the generator chose. */
	long at(int moment) {
		return this.clock.at(moment);
	}

	@Operation(params = { "moment", "permits" })
	public String spendBoth(int moment, int permits) {
		return words(this.both.attempt(KEY, permits, WaitBudget.NONE, at(moment)));
	}

	@Operation(params = "moment")
	public String spendReversed(int moment) {
		return words(this.reversed.attempt(KEY, 1, WaitBudget.NONE, at(moment)));
	}

	@Operation(params = { "thread", "moment" })
	public String spendFirst(int thread, int moment) {
		return words(remember(thread, this.limiters.get(0).attempt(KEY, 1, WaitBudget.NONE, at(moment))));
	}

	@Operation(params = "moment")
	public String spendSecond(int moment) {
		return words(this.limiters.get(1).attempt(KEY, 1, WaitBudget.NONE, at(moment)));
	}

	@Operation(params = "moment")
	public void sweepFirst(int moment) {
		at(moment);
		this.limiters.get(0).cells.sweep();
	}

	@Operation
	public void resetSecond() {
		this.limiters.get(1).reset(KEY);
	}

	/** Whose calls are given back, too. */
	public abstract static class Refunded extends SeveralLimits {

		Refunded(Limit first, Limit second) {
			super(first, second);
		}

		@Operation(params = { "thread", "moment" })
		public void refundFirst(int thread, int moment) {
			at(moment);
			LimitDecision last = last(thread);
			if (last != null) {
				this.limiters.get(0).settle(KEY, last, 0);
			}
		}

	}

	public static final class BucketAndWindow extends Refunded {

		public BucketAndWindow() {
			super(Limit.of("a", Algorithm.TOKEN_BUCKET, "2/10s"), Limit.of("b", Algorithm.FIXED_WINDOW, "3/10s"));
		}

	}

	/** At one moment, as a counter is under one limit; both remember a permit. */
	public static final class CounterAndLog extends Refunded {

		public CounterAndLog() {
			super(Limit.of("a", Algorithm.SLIDING_WINDOW_COUNTER, "2/10s"),
					Limit.of("b", Algorithm.SLIDING_WINDOW_LOG, "3/20s"));
			this.both.attempt(KEY, 1, WaitBudget.NONE, this.clock.at(0));
		}

		@Override
		long at(int moment) {
			return this.clock.at(3);
		}

	}

	/** Under which turns are reserved, so that refunds would be held. */
	public static final class Buckets extends SeveralLimits {

		public Buckets() {
			super(Limit.of("a", Algorithm.TOKEN_BUCKET, "2/10s"), Limit.of("b", Algorithm.LEAKY_BUCKET, "2/10s"));
		}

		@Operation(params = { "moment", "permits" })
		public String reserve(int moment, int permits) {
			WaitBudget budget = new WaitBudget(Duration.ofSeconds(11), 0);
			Reservation turn = this.both.reserve(KEY, permits, budget, at(moment));
			return (turn != null) ? words(turn.decision()) + turn.waitNanos() : "by trying";
		}

	}

}
