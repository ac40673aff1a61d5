package dev.ratelimit;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Builds a {@link Limit}: the settings that every algorithm has, while each subclass adds
 * those of its own algorithm. Begun by {@link Limit#tokenBucket} and its siblings. Not
 * safe for use by many threads.
 *
 * @param <B> the builder itself, which each setting returns
 */
public abstract sealed class LimitBuilder<B extends LimitBuilder<B>> {

	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

	private static final String NO_CALENDAR = "left out, only a rate by the calendar such as 1000/month has one";

	private static final long MAX_CAPACITY = 1L << 53;

	private static final Duration MAX_FILL_TIME = Duration.ofDays(36_500);

	private static final Duration MAX_MAX_WAIT = Duration.ofDays(36_500);

	private static final Duration MIN_BLOCK = Duration.ofMillis(1);

	private static final Duration MAX_BLOCK = Duration.ofDays(3650);

	private static final int MAX_BLOCKS = 16;

	private static final Duration MAX_MAX_HOLD = Duration.ofDays(3650);

	final String name;

	final Algorithm algorithm;

	Rate rate;

	@Nullable Long capacity;

	@Nullable Long initial;

	Refill refill = Refill.GREEDY;

	@Nullable ZoneId zone;

	@Nullable LocalDate starts;

	Duration maxWait = Duration.ZERO;

	int maxWaiting = Limit.DEFAULT_MAX_WAITING;

	Mode mode = Mode.ENFORCE;

	List<Duration> block = List.of();

	LimitBuilder(String name, Algorithm algorithm, Rate rate) {
		check(NAME.matcher(name).matches(), "name", "'" + name + "'", "1 to 64 letters, digits, '.', '_' or '-'");
		this.name = name;
		this.algorithm = algorithm;
		this.rate = rate;
	}

	/**
	 * Sets the longest a caller may be made to wait for its permits.
	 * @param maxWait from 0, the default, which refuses at once, to 36500 days
	 * @return this builder
	 */
	public B maxWait(Duration maxWait) {
		this.maxWait = maxWait;
		return self();
	}

	/**
	 * Sets how many callers may wait at once on this node.
	 * @param maxWaiting 0 or more; 100 by default
	 * @return this builder
	 */
	public B maxWaiting(int maxWaiting) {
		this.maxWaiting = maxWaiting;
		return self();
	}

	/**
	 * Sets whether refusals are carried out.
	 * @param mode {@link Mode#ENFORCE} by default
	 * @return this builder
	 */
	public B mode(Mode mode) {
		this.mode = mode;
		return self();
	}

	/**
	 * Sets how long a key that is refused stays refused from then on, whatever it has
	 * left. Calls meanwhile are refused, spend nothing and do not lengthen it. A block
	 * that begins within the longest of them after the end of the one before is the next
	 * of the list, and after the last comes the last again; a later one is the first.
	 * @param block up to 16 durations from 1 ms to 3650 days, each longer than the one
	 * before; none, the default, for no blocks
	 * @return this builder
	 */
	public B block(Duration... block) {
		this.block = List.of(block);
		return self();
	}

	/**
	 * Builds the limit.
	 * @return the limit
	 * @throws IllegalArgumentException if a setting is out of its range or does not go
	 * with the others; the message says which
	 */
	public Limit build() {
		if (this.algorithm != Algorithm.TOKEN_BUCKET) {
			check(this.capacity == null, "capacity", this.capacity, "left out, only token-bucket has one");
			check(this.initial == null, "initial", this.initial, "left out, only token-bucket has one");
			check(this.refill == Refill.GREEDY, "refill", this.refill, "left out, only token-bucket has one");
		}
		boolean calendar = this.rate.calendar() != null;
		check(!calendar || this.algorithm == Algorithm.FIXED_WINDOW, "rate", this.rate,
				"of a period such as 1000/30d, only fixed-window counts by the calendar");
		check(calendar || this.zone == null, "zone", this.zone, NO_CALENDAR);
		check(calendar || this.starts == null, "starts", this.starts, NO_CALENDAR);
		long quota = (this.capacity != null) ? this.capacity : this.rate.permits();
		check(quota >= 1 && quota <= MAX_CAPACITY, "capacity", quota, "from 1 to 2^53");
		check(this.initial == null || (this.initial >= 0 && this.initial <= quota), "initial", this.initial,
				"from 0 to the capacity, " + quota);
		check(this.rate.grants(quota, MAX_FILL_TIME), "capacity", quota,
				"what the rate " + this.rate + " fills within 100 years (36500d)");
		check(!this.maxWait.isNegative() && this.maxWait.compareTo(MAX_MAX_WAIT) <= 0, "max-wait", this.maxWait,
				"from 0 to 36500d");
		check(this.maxWaiting >= 0, "max-waiting", this.maxWaiting, "0 or more");
		check(this.block.size() <= MAX_BLOCKS, "block", this.block, "at most 16 durations");
		for (int i = 0; i < this.block.size(); i++) {
			Duration each = this.block.get(i);
			check(each.compareTo(MIN_BLOCK) >= 0 && each.compareTo(MAX_BLOCK) <= 0, "block", each, "from 1ms to 3650d");
			check(i == 0 || each.compareTo(this.block.get(i - 1)) > 0, "block", this.block,
					"ascending, each longer than the one before");
		}
		return new Limit(this);
	}

	private static void check(boolean legal, String property, @Nullable Object value, String expected) {
		if (!legal) {
			throw new IllegalArgumentException("Invalid %s (%s): must be %s".formatted(property, value, expected));
		}
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
			this.capacity = capacity;
			return this;
		}

		/**
		 * Sets the permits that a new key starts with.
		 * @param initial from 0 to the capacity, which is the default
		 * @return this builder
		 */
		public TokenBucket initial(long initial) {
			this.initial = initial;
			return this;
		}

		/**
		 * Sets how the bucket is refilled.
		 * @param refill {@link Refill#GREEDY} by default
		 * @return this builder
		 */
		public TokenBucket refill(Refill refill) {
			this.refill = refill;
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
		 * Sets whose calendar a rate such as {@code 1000/month} counts by.
		 * @param zone UTC by default; only with such a rate
		 * @return this builder
		 */
		public FixedWindow zone(ZoneId zone) {
			this.zone = zone;
			return this;
		}

		/**
		 * Sets the date from which the days, weeks, months or years of a rate such as
		 * {@code 1000/month} are counted, before and after it, such as a billing day. A
		 * date that a month lacks is that month's last day.
		 * @param starts 1 January by default, and for weeks a Monday; only with such a
		 * rate
		 * @return this builder
		 */
		public FixedWindow starts(LocalDate starts) {
			this.starts = starts;
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
			super(name, Algorithm.CONCURRENCY, held(concurrent, Limit.DEFAULT_MAX_HOLD));
		}

		/**
		 * Sets the longest that a permit may be held.
		 * @param maxHold from 1 ns to 3650 days, at least 1 ns for each permit; 1 minute
		 * by default. A permit that is not given back is free again at exactly that time
		 * @return this builder
		 * @throws IllegalArgumentException if it is out of range
		 */
		public Concurrency maxHold(Duration maxHold) {
			this.rate = held(this.rate.permits(), maxHold);
			return this;
		}

		static Rate held(long concurrent, Duration maxHold) {
			check(concurrent >= 1, "concurrent", concurrent, "at least 1");
			check(!maxHold.isNegative() && !maxHold.isZero() && maxHold.compareTo(MAX_MAX_HOLD) <= 0, "max-hold",
					maxHold, "from 1ns to 3650d");
			check(concurrent <= maxHold.toNanos(), "concurrent", concurrent,
					"at most one for each nanosecond of max-hold, " + maxHold);
			return Rate.of(concurrent, maxHold);
		}

	}

	/** Builds a limit of any algorithm, new or from another limit. */
	static final class Any extends LimitBuilder<Any> {

		Any(String name, Algorithm algorithm, Rate rate) {
			super(name, algorithm, rate);
		}

		Any(Limit limit) {
			super(limit.name(), limit.algorithm(), limit.rate());
			this.capacity = limit.capacity();
			this.initial = limit.initial();
			this.refill = limit.refill();
			this.zone = limit.zoneSet();
			this.starts = limit.starts();
			this.maxWait = limit.maxWait();
			this.maxWaiting = limit.maxWaiting();
			this.mode = limit.mode();
			this.block = limit.block();
		}

	}

}
