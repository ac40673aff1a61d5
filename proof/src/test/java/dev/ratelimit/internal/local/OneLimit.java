package dev.ratelimit.internal.local;

import java.time.Duration;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.Refill;
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
public abstract class OneLimit extends Scenario {

	private static final Limit INTERVAL = Limit.of("api", Algorithm.TOKEN_BUCKET, "2/10s").withRefill(Refill.INTERVAL);

	OneLimit(Algorithm algorithm) {
		super(Limit.of("api", algorithm, "2/10s"));
	}

	OneLimit(Limit limit) {
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
	public abstract static class Refunded extends OneLimit {

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
	public abstract static class Queue extends OneLimit {

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

	public static final class TokenBucket extends Refunded {

		public TokenBucket() {
			super(Algorithm.TOKEN_BUCKET);
		}

	}

	/** Of a key that is blocked for a second, and then for two. */
	public static final class BlockedBucket extends Refunded {

		public BlockedBucket() {
			super(Limit.tokenBucket("api", "2/10s").block(Duration.ofSeconds(1), Duration.ofSeconds(2)).build());
		}

	}

	public static final class BlockedLog extends Refunded {

		public BlockedLog() {
			super(Limit.slidingWindowLog("api", "2/10s").block(Duration.ofSeconds(1), Duration.ofSeconds(2)).build());
		}

	}

	public static final class TokenQueue extends Queue {

		public TokenQueue() {
			super(Algorithm.TOKEN_BUCKET);
		}

	}

	public static final class IntervalBucket extends Refunded {

		public IntervalBucket() {
			super(INTERVAL);
		}

	}

	public static final class IntervalQueue extends Queue {

		public IntervalQueue() {
			super(INTERVAL);
		}

	}

	/**
	 * Begins low, with the call that is the first to come, though another may be decided
	 * before it. Who came when is only told apart where clocks differ, so here they do
	 * not.
	 */
	public static final class EmptyBucket extends Refunded {

		public EmptyBucket() {
			super(Limit.of("api", Algorithm.TOKEN_BUCKET, "2/10s").withInitial(0L));
			limiter().attempt(KEY, 1, WaitBudget.NONE, this.clock.at(0));
		}

		@Override
		long at(int moment) {
			return this.clock.at(2);
		}

	}

	/** Whose refunds are not held. */
	public static final class LeakyBucket extends Queue {

		public LeakyBucket() {
			super(Algorithm.LEAKY_BUCKET);
		}

		@Operation(params = { "thread", "moment", "cost" })
		public void settle(int thread, int moment, int cost) {
			settleLast(thread, moment, cost);
		}

	}

	public static final class FixedWindow extends Refunded {

		public FixedWindow() {
			super(Algorithm.FIXED_WINDOW);
		}

	}

	public static final class SlidingWindowLog extends Refunded {

		public SlidingWindowLog() {
			super(Algorithm.SLIDING_WINDOW_LOG);
		}

	}

	public static final class Concurrency extends Refunded {

		public Concurrency() {
			super(Algorithm.CONCURRENCY);
		}

	}

	/**
	 * Begins a window with the call that is the first to come, as above, after one in
	 * which a permit was spent.
	 */
	public abstract static class NextWindow extends Refunded {

		NextWindow(Algorithm algorithm) {
			super(algorithm);
			limiter().attempt(KEY, 1, WaitBudget.NONE, this.clock.at(0));
		}

		@Override
		final long at(int moment) {
			return this.clock.at(3);
		}

	}

	/** Half of what the window before spent still counts. */
	public static final class SlidingWindowCounter extends NextWindow {

		public SlidingWindowCounter() {
			super(Algorithm.SLIDING_WINDOW_COUNTER);
		}

	}

	public static final class PacedWindow extends NextWindow {

		public PacedWindow() {
			super(Algorithm.PACED_WINDOW);
		}

	}

}
