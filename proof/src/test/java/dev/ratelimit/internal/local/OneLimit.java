package dev.ratelimit.internal.local;

import java.time.Duration;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.Refill;
import dev.ratelimit.internal.limiter.WaitBudget;
import org.jetbrains.lincheck.datastructures.Operation;

/**
 * Each algorithm, and what calls under it can be.
 */
public final class OneLimit {

	private static final Limit INTERVAL = Limit.of("api", Algorithm.TOKEN_BUCKET, "2/10s").withRefill(Refill.INTERVAL);

	private OneLimit() {
	}

	public static final class TokenBucket extends OneKey.Refunded {

		public TokenBucket() {
			super(Algorithm.TOKEN_BUCKET);
		}

	}

	/** Of a key that is blocked for a second, and then for two. */
	public static final class BlockedBucket extends OneKey.Refunded {

		public BlockedBucket() {
			super(Limit.tokenBucket("api", "2/10s").block(Duration.ofSeconds(1), Duration.ofSeconds(2)).build());
		}

	}

	public static final class BlockedLog extends OneKey.Refunded {

		public BlockedLog() {
			super(Limit.slidingWindowLog("api", "2/10s").block(Duration.ofSeconds(1), Duration.ofSeconds(2)).build());
		}

	}

	public static final class TokenQueue extends OneKey.Queue {

		public TokenQueue() {
			super(Algorithm.TOKEN_BUCKET);
		}

	}

	public static final class IntervalBucket extends OneKey.Refunded {

		public IntervalBucket() {
			super(INTERVAL);
		}

	}

	public static final class IntervalQueue extends OneKey.Queue {

		public IntervalQueue() {
			super(INTERVAL);
		}

	}

	/**
	 * Begins low, with the call that is the first to come, though another may be decided
	 * before it. Who came when is only told apart where clocks differ, so here they do
	 * not.
	 */
	public static final class EmptyBucket extends OneKey.Refunded {

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
	public static final class LeakyBucket extends OneKey.Queue {

		public LeakyBucket() {
			super(Algorithm.LEAKY_BUCKET);
		}

		@Operation(params = { "thread", "moment", "cost" })
		public void settle(int thread, int moment, int cost) {
			settleLast(thread, moment, cost);
		}

	}

	public static final class FixedWindow extends OneKey.Refunded {

		public FixedWindow() {
			super(Algorithm.FIXED_WINDOW);
		}

	}

	public static final class SlidingWindowLog extends OneKey.Refunded {

		public SlidingWindowLog() {
			super(Algorithm.SLIDING_WINDOW_LOG);
		}

	}

	public static final class Concurrency extends OneKey.Refunded {

		public Concurrency() {
			super(Algorithm.CONCURRENCY);
		}

	}

	/**
	 * Begins a window with the call that is the first to come, as above, after one in
	 * which a permit was spent.
	 */
	public abstract static class NextWindow extends OneKey.Refunded {

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
