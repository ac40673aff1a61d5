package dev.ratelimit;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;

/**
 * Builds a {@link Limit}. This class has the settings that all algorithms share; each
 * subclass adds those of its algorithm. {@link Limit#tokenBucket} and its siblings create
 * builders. Not safe for use by many threads.
 *
 * @param <B> the builder itself, which each setting returns
 */
public abstract sealed class LimitBuilder<B extends LimitBuilder<B>> {

	final LimitDraft draft;

	LimitBuilder(String name, Algorithm algorithm, Rate rate) {
		this.draft = new LimitDraft(name, algorithm, rate);
	}

	/**
	 * Sets the longest that a caller waits for its permits.
	 * @param maxWait from 0 to 36500 days; 0, the default, refuses at once
	 * @return this builder
	 */
	public B maxWait(Duration maxWait) {
		this.draft.maxWait = maxWait;
		return self();
	}

	/**
	 * Sets the most callers that wait at once on this node.
	 * @param maxWaiting 0 or more; 100 by default
	 * @return this builder
	 */
	public B maxWaiting(int maxWaiting) {
		this.draft.maxWaiting = maxWaiting;
		return self();
	}

	/**
	 * Sets whether refusals are carried out.
	 * @param mode {@link Mode#ENFORCE} by default
	 * @return this builder
	 */
	public B mode(Mode mode) {
		this.draft.mode = mode;
		return self();
	}

	/**
	 * Sets the times for which a refusal blocks its key, whatever permits the key has
	 * left. Calls of a blocked key are refused, spend nothing and do not lengthen the
	 * block. A block takes the next time of the list if it begins within the longest time
	 * after the end of the block before; otherwise it takes the first. After the last
	 * time comes the last again.
	 * @param block up to 16 durations from 1 ms to 3650 days, each longer than the one
	 * before; none, the default, for no blocks
	 * @return this builder
	 */
	public B block(Duration... block) {
		this.draft.block = List.of(block);
		return self();
	}

	/**
	 * Builds the limit.
	 * @return the limit
	 * @throws IllegalArgumentException if a setting is out of its range or contradicts
	 * another; the message names it
	 */
	public Limit build() {
		return this.draft.limit();
	}

	@SuppressWarnings("unchecked")
	final B self() {
		return (B) this;
	}

	/**
	 * Builds a limit of the token bucket.
	 */
	public static final class TokenBucket extends LimitBuilder<TokenBucket> {

		TokenBucket(String name, Rate rate) {
			super(name, Algorithm.TOKEN_BUCKET, rate);
		}

		/**
		 * Sets the most permits that can be saved up.
		 * @param capacity from 1 to 2^53, filled within 100 years; the rate's permits by
		 * default
		 * @return this builder
		 */
		public TokenBucket capacity(long capacity) {
			this.draft.capacity = capacity;
			return this;
		}

		/**
		 * Sets the permits that a new key starts with.
		 * @param initial from 0 to the capacity, which is the default
		 * @return this builder
		 */
		public TokenBucket initial(long initial) {
			this.draft.initial = initial;
			return this;
		}

		/**
		 * Sets how the bucket is refilled.
		 * @param refill {@link Refill#GREEDY} by default
		 * @return this builder
		 */
		public TokenBucket refill(Refill refill) {
			this.draft.refill = refill;
			return this;
		}

	}

	/**
	 * Builds a limit of the leaky bucket.
	 */
	public static final class LeakyBucket extends LimitBuilder<LeakyBucket> {

		LeakyBucket(String name, Rate rate) {
			super(name, Algorithm.LEAKY_BUCKET, rate);
		}

	}

	/**
	 * Builds a limit of the fixed window.
	 */
	public static final class FixedWindow extends LimitBuilder<FixedWindow> {

		FixedWindow(String name, Rate rate) {
			super(name, Algorithm.FIXED_WINDOW, rate);
		}

		/**
		 * Sets the time zone whose calendar a rate such as {@code 1000/month} counts by.
		 * @param zone the zone, UTC by default; only with such a rate
		 * @return this builder
		 */
		public FixedWindow zone(ZoneId zone) {
			this.draft.zone = zone;
			return this;
		}

		/**
		 * Sets the date, such as a billing day, from which the days, weeks, months or
		 * years of a rate such as {@code 1000/month} are counted, before it and after it.
		 * A date that a month lacks is the last day of that month.
		 * @param starts the date, by default 1 January, and for weeks a Monday; only with
		 * such a rate
		 * @return this builder
		 */
		public FixedWindow starts(LocalDate starts) {
			this.draft.starts = starts;
			return this;
		}

	}

	/**
	 * Builds a limit of the sliding window log.
	 */
	public static final class SlidingWindowLog extends LimitBuilder<SlidingWindowLog> {

		SlidingWindowLog(String name, Rate rate) {
			super(name, Algorithm.SLIDING_WINDOW_LOG, rate);
		}

	}

	/**
	 * Builds a limit of the sliding window counter.
	 */
	public static final class SlidingWindowCounter extends LimitBuilder<SlidingWindowCounter> {

		SlidingWindowCounter(String name, Rate rate) {
			super(name, Algorithm.SLIDING_WINDOW_COUNTER, rate);
		}

	}

	/**
	 * Builds a limit of the paced window.
	 */
	public static final class PacedWindow extends LimitBuilder<PacedWindow> {

		PacedWindow(String name, Rate rate) {
			super(name, Algorithm.PACED_WINDOW, rate);
		}

	}

	/**
	 * Builds a limit of calls in flight.
	 */
	public static final class Concurrency extends LimitBuilder<Concurrency> {

		Concurrency(String name, long concurrent) {
			super(name, Algorithm.CONCURRENCY, LimitRanges.held(concurrent, Limit.DEFAULT_MAX_HOLD));
		}

		/**
		 * Sets the longest that a permit may be held.
		 * @param maxHold from 1 ns to 3650 days, at least 1 ns for each permit; 1 minute
		 * by default. A permit that is not given back is free again after exactly this
		 * time
		 * @return this builder
		 * @throws IllegalArgumentException if it is out of range
		 */
		public Concurrency maxHold(Duration maxHold) {
			this.draft.maxHold(maxHold);
			return this;
		}

	}

}
