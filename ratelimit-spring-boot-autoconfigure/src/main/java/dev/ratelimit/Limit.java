package dev.ratelimit;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * One named quota: an algorithm, a rate and further settings. Immutable and safe for use
 * by many threads; the {@code with} methods return changed copies. Limits with the same
 * settings are equal.
 */
public final class Limit extends LimitSettings {

	/** Default of {@link #maxWaiting()}. */
	public static final int DEFAULT_MAX_WAITING = 100;

	/** Default of {@link #maxHold()}. */
	public static final Duration DEFAULT_MAX_HOLD = Duration.ofMinutes(1);

	Limit(LimitDraft draft) {
		super(draft);
	}

	/**
	 * Begins a limit of {@link Algorithm#TOKEN_BUCKET}.
	 * @param name 1 to 64 letters, digits, {@code .}, {@code _} and {@code -}
	 * @param rate such as {@code 100/1m}, see {@link Rate#of(String)}
	 * @return a builder
	 * @throws IllegalArgumentException if the name or the rate is not legal
	 */
	public static LimitBuilder.TokenBucket tokenBucket(String name, String rate) {
		return new LimitBuilder.TokenBucket(name, Rate.of(rate));
	}

	/**
	 * Begins a limit of {@link Algorithm#LEAKY_BUCKET}, as {@link #tokenBucket} does.
	 * @param name see {@link #tokenBucket}
	 * @param rate see {@link #tokenBucket}
	 * @return a builder
	 */
	public static LimitBuilder.LeakyBucket leakyBucket(String name, String rate) {
		return new LimitBuilder.LeakyBucket(name, Rate.of(rate));
	}

	/**
	 * Begins a limit of {@link Algorithm#FIXED_WINDOW}, as {@link #tokenBucket} does.
	 * @param name see {@link #tokenBucket}
	 * @param rate see {@link #tokenBucket}
	 * @return a builder
	 */
	public static LimitBuilder.FixedWindow fixedWindow(String name, String rate) {
		return new LimitBuilder.FixedWindow(name, Rate.of(rate));
	}

	/**
	 * Begins a limit of {@link Algorithm#SLIDING_WINDOW_LOG}, as {@link #tokenBucket}
	 * does.
	 * @param name see {@link #tokenBucket}
	 * @param rate see {@link #tokenBucket}
	 * @return a builder
	 */
	public static LimitBuilder.SlidingWindowLog slidingWindowLog(String name, String rate) {
		return new LimitBuilder.SlidingWindowLog(name, Rate.of(rate));
	}

	/**
	 * Begins a limit of {@link Algorithm#SLIDING_WINDOW_COUNTER}, as {@link #tokenBucket}
	 * does.
	 * @param name see {@link #tokenBucket}
	 * @param rate see {@link #tokenBucket}
	 * @return a builder
	 */
	public static LimitBuilder.SlidingWindowCounter slidingWindowCounter(String name, String rate) {
		return new LimitBuilder.SlidingWindowCounter(name, Rate.of(rate));
	}

	/**
	 * Begins a limit of {@link Algorithm#PACED_WINDOW}, as {@link #tokenBucket} does.
	 * @param name see {@link #tokenBucket}
	 * @param rate see {@link #tokenBucket}
	 * @return a builder
	 */
	public static LimitBuilder.PacedWindow pacedWindow(String name, String rate) {
		return new LimitBuilder.PacedWindow(name, Rate.of(rate));
	}

	/**
	 * Begins a limit of {@link Algorithm#CONCURRENCY}.
	 * @param name see {@link #tokenBucket}
	 * @param concurrent the most permits that may be held at once, at least 1
	 * @return a builder
	 * @throws IllegalArgumentException if the name or the number is not legal
	 */
	public static LimitBuilder.Concurrency concurrency(String name, long concurrent) {
		return new LimitBuilder.Concurrency(name, concurrent);
	}

	/**
	 * Creates a limit of an algorithm that is chosen at run time, with every other
	 * setting at its default.
	 * @param name see {@link #tokenBucket}
	 * @param algorithm the algorithm that decides
	 * @param rate such as {@code 100/1m}, see {@link Rate#of(String)}
	 * @return the limit
	 * @throws IllegalArgumentException if the name or the rate is not legal
	 */
	public static Limit of(String name, Algorithm algorithm, String rate) {
		return of(name, algorithm, Rate.of(rate));
	}

	/**
	 * Creates a limit, like {@link #of(String, Algorithm, String)}.
	 * @param name see {@link #tokenBucket}
	 * @param algorithm the algorithm that decides
	 * @param rate permits per period
	 * @return the limit
	 * @throws IllegalArgumentException if the name is not legal
	 */
	public static Limit of(String name, Algorithm algorithm, Rate rate) {
		return new LimitDraft(name, algorithm, rate).limit();
	}

	/**
	 * Returns a copy with another rate, as {@link #withRate(Rate)} does.
	 * @param rate such as {@code 1000/1m}, see {@link Rate#of(String)}
	 * @return the copy
	 * @throws IllegalArgumentException if the rate, or what follows from it, is not legal
	 */
	public Limit withRate(String rate) {
		return withRate(Rate.of(rate));
	}

	/**
	 * Returns a copy with another rate. A capacity or initial that was not set follows
	 * the rate. With a rate that is not by the calendar the copy has no zone and no
	 * start.
	 * @param rate the rate
	 * @return the copy
	 * @throws IllegalArgumentException if what follows from the rate is not legal
	 */
	public Limit withRate(Rate rate) {
		return with((draft) -> draft.rate(rate));
	}

	/**
	 * Returns a copy under which another number of permits may be held at once.
	 * @param concurrent at least 1
	 * @return the copy
	 * @throws IllegalArgumentException if it is out of range or the algorithm is another
	 */
	public Limit withConcurrent(long concurrent) {
		return with((draft) -> draft.concurrent(concurrent));
	}

	/**
	 * Returns a copy under which a permit may be held for another time.
	 * @param maxHold from 1 ns to 3650 days
	 * @return the copy
	 * @throws IllegalArgumentException if it is out of range or the algorithm is another
	 */
	public Limit withMaxHold(Duration maxHold) {
		return with((draft) -> draft.maxHold(maxHold));
	}

	/**
	 * Returns a copy with another capacity. An initial that was not set follows the
	 * capacity.
	 * @param capacity from 1 to 2^53; null for the rate's permits
	 * @return the copy
	 * @throws IllegalArgumentException if it is out of range or this is no token bucket
	 */
	public Limit withCapacity(@Nullable Long capacity) {
		return with((draft) -> draft.capacity = capacity);
	}

	/**
	 * Returns a copy with other initial permits.
	 * @param initial from 0 to the capacity; null for the capacity
	 * @return the copy
	 * @throws IllegalArgumentException if it is out of range or this is no token bucket
	 */
	public Limit withInitial(@Nullable Long initial) {
		return with((draft) -> draft.initial = initial);
	}

	/**
	 * Returns a copy with another way to refill.
	 * @param refill the way to refill
	 * @return the copy
	 * @throws IllegalArgumentException if this is no token bucket
	 */
	public Limit withRefill(Refill refill) {
		return with((draft) -> draft.refill = refill);
	}

	/**
	 * Returns a copy that counts by another zone's calendar.
	 * @param zone the zone; null for UTC
	 * @return the copy
	 * @throws IllegalArgumentException if the rate is not one by the calendar
	 */
	public Limit withZone(@Nullable ZoneId zone) {
		return with((draft) -> draft.zone = zone);
	}

	/**
	 * Returns a copy whose windows by the calendar are counted from another date, such as
	 * a customer's billing day.
	 * @param starts the date; null for 1 January, and for weeks a Monday
	 * @return the copy
	 * @throws IllegalArgumentException if the rate is not one by the calendar
	 */
	public Limit withStarts(@Nullable LocalDate starts) {
		return with((draft) -> draft.starts = starts);
	}

	/**
	 * Returns a copy with another maximum wait.
	 * @param maxWait the longest wait of a caller, 0 (refuses at once) to 36500 days
	 * @param maxWaiting the most callers that wait at once on this node, 0 or more
	 * @return the copy
	 * @throws IllegalArgumentException if either is out of range
	 */
	public Limit withWaiting(Duration maxWait, int maxWaiting) {
		return with((draft) -> draft.waiting(maxWait, maxWaiting));
	}

	/**
	 * Returns a copy in another mode.
	 * @param mode whether refusals are carried out
	 * @return the copy
	 */
	public Limit withMode(Mode mode) {
		return with((draft) -> draft.mode = mode);
	}

	/**
	 * Returns a copy with other blocks.
	 * @param block see {@link LimitBuilder#block}; none for no blocks
	 * @return the copy
	 * @throws IllegalArgumentException if one is out of range or they do not ascend
	 */
	public Limit withBlock(Duration... block) {
		return with((draft) -> draft.block = List.of(block));
	}

}
