package dev.ratelimit.internal.local;

import java.time.Duration;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.Reservation;
import dev.ratelimit.internal.limiter.WaitBudget;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;

/**
 * Everything that can happen to a key under one limit. The sequential specification is
 * the same code with one thread, which the differential tests hold against the models.
 */
@Param(name = "moment", gen = IntGen.class, conf = "0:4")
@Param(name = "permits", gen = IntGen.class, conf = "1:2")
@Param(name = "cost", gen = IntGen.class, conf = "0:4")
@Param(name = "thread", gen = ThreadIdGen.class)
public abstract class OneKey extends Scenario {

	OneKey(Algorithm algorithm) {
		super(Limit.of("api", algorithm, "2/10s"));
	}

	OneKey(Limit limit) {
		super(limit);
	}

	/** The moment of a call, of those that the generator chose. */
	long at(int moment) {
		return this.clock.at(moment);
	}

	@Operation(params = { "thread", "moment", "permits" })
	public String spend(int thread, int moment, int permits) {
		return words(remember(thread, limiter().attempt(KEY, permits, WaitBudget.NONE, at(moment))));
	}

	@Operation(params = "moment")
	public String peek(int moment) {
		return words(limiter().peek(KEY, at(moment)));
	}

	/** Gives back or charges more, up to debt. */
	final void settleLast(int thread, int moment, int cost) {
		at(moment);
		LimitDecision last = last(thread);
		if (last != null) {
			limiter().settle(KEY, last, cost);
		}
	}

	@Operation(params = "moment")
	public void sweep(int moment) {
		at(moment);
		limiter().cells.sweep();
	}

	@Operation
	public void reset() {
		limiter().reset(KEY);
	}

	/** Whose calls turn out to cost less or more than they spent. */
	public abstract static class Refunded extends OneKey {

		Refunded(Algorithm algorithm) {
			super(algorithm);
		}

		Refunded(Limit limit) {
			super(limit);
		}

		@Operation(params = { "thread", "moment", "cost" })
		public void settle(int thread, int moment, int cost) {
			settleLast(thread, moment, cost);
		}

	}

	/**
	 * A bucket under which turns are reserved. A token bucket's refunds would be held
	 * meanwhile, so they are elsewhere.
	 */
	public abstract static class Queue extends OneKey {

		Queue(Algorithm algorithm) {
			super(algorithm);
		}

		Queue(Limit limit) {
			super(limit);
		}

		@Operation(params = { "thread", "moment", "permits" })
		public String reserve(int thread, int moment, int permits) {
			Reservation turn = limiter().reserve(KEY, permits, new WaitBudget(Duration.ofSeconds(6), 0), at(moment));
			remember(thread, turn.decision());
			return words(turn.decision()) + turn.waitNanos();
		}

		@Operation(params = { "thread", "moment" })
		public void unreserve(int thread, int moment) {
			LimitDecision last = last(thread);
			if (last != null && last.claimSettling()) {
				limiter().unreserve(KEY, last, at(moment));
			}
		}

	}

}
