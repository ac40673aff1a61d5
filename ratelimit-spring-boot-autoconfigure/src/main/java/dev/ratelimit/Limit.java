package dev.ratelimit;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * One named quota: an algorithm, a rate, and what else decides about a call. Immutable
 * and safe for use by many threads; the {@code with} methods return changed copies.
 * Limits with the same settings are equal.
 */
public final class Limit {

	/** Default of {@link #maxWaiting()}. */
	public static final int DEFAULT_MAX_WAITING = 100;

	/** Default of {@link #maxHold()}. */
	public static final Duration DEFAULT_MAX_HOLD = Duration.ofMinutes(1);

	private static final ZoneId UTC = ZoneId.of("UTC");

	private final String name;

	private final Algorithm algorithm;

	private final Rate rate;

	private final @Nullable Long capacity;

	private final @Nullable Long initial;

	private final Refill refill;

	private final @Nullable ZoneId zone;

	private final @Nullable LocalDate starts;

	private final Duration maxWait;

	private final int maxWaiting;

	private final Mode mode;

	private final List<Duration> block;

	Limit(LimitBuilder<?> settings) {
		this.name = settings.name;
		this.algorithm = settings.algorithm;
		this.rate = settings.rate;
		this.capacity = settings.capacity;
		this.initial = settings.initial;
		this.refill = settings.refill;
		this.zone = settings.zone;
		this.starts = settings.starts;
		this.maxWait = settings.maxWait;
		this.maxWaiting = settings.maxWaiting;
		this.mode = settings.mode;
		this.block = settings.block;
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
	 * @param concurrent how many permits may be held at once, at least 1
	 * @return a builder
	 * @throws IllegalArgumentException if the name or the number is not legal
	 */
	public static LimitBuilder.Concurrency concurrency(String name, long concurrent) {
		return new LimitBuilder.Concurrency(name, concurrent);
	}

	/**
	 * Makes a limit of an algorithm that is chosen at run time, with every other setting
	 * at its default.
	 * @param name see {@link #tokenBucket}
	 * @param algorithm what decides
	 * @param rate such as {@code 100/1m}, see {@link Rate#of(String)}
	 * @return the limit
	 * @throws IllegalArgumentException if the name or the rate is not legal
	 */
	public static Limit of(String name, Algorithm algorithm, String rate) {
		return of(name, algorithm, Rate.of(rate));
	}

	/**
	 * Makes a limit, as {@link #of(String, Algorithm, String)} does.
	 * @param name see {@link #tokenBucket}
	 * @param algorithm what decides
	 * @param rate permits per period
	 * @return the limit
	 * @throws IllegalArgumentException if the name is not legal
	 */
	public static Limit of(String name, Algorithm algorithm, Rate rate) {
		return new LimitBuilder.Any(name, algorithm, rate).build();
	}

	/**
	 * {@return the name}
	 */
	public String name() {
		return this.name;
	}

	/**
	 * {@return what decides}
	 */
	public Algorithm algorithm() {
		return this.algorithm;
	}

	/**
	 * {@return permits per period; of a limit of calls in flight its permits per longest
	 * hold, such as {@code 2/1m}}
	 */
	public Rate rate() {
		return this.rate;
	}

	/**
	 * {@return how many permits may be held at once; null unless the algorithm is
	 * {@link Algorithm#CONCURRENCY}}
	 */
	public @Nullable Long concurrent() {
		return (this.algorithm == Algorithm.CONCURRENCY) ? this.rate.permits() : null;
	}

	/**
	 * {@return the longest that a permit may be held; null unless the algorithm is
	 * {@link Algorithm#CONCURRENCY}}
	 */
	public @Nullable Duration maxHold() {
		return (this.algorithm == Algorithm.CONCURRENCY) ? this.rate.period() : null;
	}

	/**
	 * {@return the most permits a token bucket can save up; null if that is not set}
	 */
	public @Nullable Long capacity() {
		return this.capacity;
	}

	/**
	 * {@return the permits a new key's bucket starts with; null if that is not set}
	 */
	public @Nullable Long initial() {
		return this.initial;
	}

	/**
	 * {@return how a token bucket is refilled}
	 */
	public Refill refill() {
		return this.refill;
	}

	/**
	 * {@return whose calendar a rate such as 1000/month counts by; UTC if that is not
	 * set}
	 */
	public ZoneId zone() {
		return (this.zone != null) ? this.zone : UTC;
	}

	@Nullable ZoneId zoneSet() {
		return this.zone;
	}

	/**
	 * {@return the date from which the windows of a rate such as 1000/month are counted;
	 * null if that is not set: 1 January, and for weeks a Monday}
	 */
	public @Nullable LocalDate starts() {
		return this.starts;
	}

	/**
	 * {@return the longest a caller may be made to wait; zero refuses at once}
	 */
	public Duration maxWait() {
		return this.maxWait;
	}

	/**
	 * {@return how many callers may wait at once on this node}
	 */
	public int maxWaiting() {
		return this.maxWaiting;
	}

	/**
	 * {@return whether refusals are carried out}
	 */
	public Mode mode() {
		return this.mode;
	}

	/**
	 * Returns how long a key that is refused stays refused from then on, whatever it has
	 * left. A block that begins within the longest of them after the end of the one
	 * before is the next of the list, and after the last comes the last again.
	 * @return ascending, unmodifiable; empty if refused keys are not blocked
	 */
	public List<Duration> block() {
		return this.block;
	}

	/**
	 * Returns the most permits one call can be granted.
	 * @return the capacity of a token bucket, else the rate's permits
	 */
	public long quota() {
		return (this.capacity != null) ? this.capacity : this.rate.permits();
	}

	/**
	 * Returns the permits a new key starts with.
	 * @return from 0 to {@link #quota()}
	 */
	public long initialPermits() {
		return (this.initial != null) ? this.initial : quota();
	}

	/**
	 * Returns the time in which the whole quota becomes available.
	 * @return a token bucket's time to fill from empty, rounded up to whole nanoseconds
	 * (and to whole periods if refilled by interval); else the period, of a calendar rate
	 * the nominal one
	 */
	public Duration window() {
		if (this.algorithm != Algorithm.TOKEN_BUCKET) {
			return this.rate.period();
		}
		if (this.refill == Refill.INTERVAL) {
			long periods = (quota() - 1) / this.rate.permits() + 1;
			return Duration.ofNanos(periods * this.rate.periodNanos());
		}
		return this.rate.timeFor(quota());
	}

	/**
	 * Returns a copy with another rate; a capacity or initial that was not set follows
	 * it, and a rate that is not by the calendar loses zone and start.
	 * @param rate such as {@code 1000/1m}, see {@link Rate#of(String)}
	 * @return the copy
	 * @throws IllegalArgumentException if the rate, or what follows from it, is not legal
	 */
	public Limit withRate(String rate) {
		return withRate(Rate.of(rate));
	}

	/**
	 * Returns a copy with another rate; a capacity or initial that was not set follows
	 * it, and a rate that is not by the calendar loses zone and start.
	 * @param rate the rate
	 * @return the copy
	 * @throws IllegalArgumentException if what follows from the rate is not legal
	 */
	public Limit withRate(Rate rate) {
		return with((settings) -> {
			settings.rate = rate;
			settings.zone = (rate.calendar() != null) ? this.zone : null;
			settings.starts = (rate.calendar() != null) ? this.starts : null;
		});
	}

	/**
	 * Returns a copy under which another number of permits may be held at once.
	 * @param concurrent at least 1
	 * @return the copy
	 * @throws IllegalArgumentException if it is out of range, or if the algorithm is not
	 * {@link Algorithm#CONCURRENCY}
	 */
	public Limit withConcurrent(long concurrent) {
		checkInFlight("concurrent", concurrent);
		return withRate(LimitBuilder.Concurrency.held(concurrent, this.rate.period()));
	}

	/**
	 * Returns a copy under which a permit may be held for another time.
	 * @param maxHold from 1 ns to 3650 days
	 * @return the copy
	 * @throws IllegalArgumentException if it is out of range, or if the algorithm is not
	 * {@link Algorithm#CONCURRENCY}
	 */
	public Limit withMaxHold(Duration maxHold) {
		checkInFlight("max-hold", maxHold);
		return withRate(LimitBuilder.Concurrency.held(this.rate.permits(), maxHold));
	}

	private void checkInFlight(String property, Object value) {
		if (this.algorithm != Algorithm.CONCURRENCY) {
			throw new IllegalArgumentException(
					"Invalid %s (%s): must be left out, only concurrency has one".formatted(property, value));
		}
	}

	/**
	 * Returns a copy with another capacity; an initial that was not set follows it.
	 * @param capacity from 1 to 2^53; null for the rate's permits
	 * @return the copy
	 * @throws IllegalArgumentException if it is out of range or this is no token bucket
	 */
	public Limit withCapacity(@Nullable Long capacity) {
		return with((settings) -> settings.capacity = capacity);
	}

	/**
	 * Returns a copy with other initial permits.
	 * @param initial from 0 to the capacity; null for the capacity
	 * @return the copy
	 * @throws IllegalArgumentException if it is out of range or this is no token bucket
	 */
	public Limit withInitial(@Nullable Long initial) {
		return with((settings) -> settings.initial = initial);
	}

	/**
	 * Returns a copy that is refilled another way.
	 * @param refill the way
	 * @return the copy
	 * @throws IllegalArgumentException if this is no token bucket
	 */
	public Limit withRefill(Refill refill) {
		return with((settings) -> settings.refill = refill);
	}

	/**
	 * Returns a copy that counts by another zone's calendar.
	 * @param zone the zone; null for UTC
	 * @return the copy
	 * @throws IllegalArgumentException if the rate is not one by the calendar
	 */
	public Limit withZone(@Nullable ZoneId zone) {
		return with((settings) -> settings.zone = zone);
	}

	/**
	 * Returns a copy whose windows by the calendar are counted from another date, such as
	 * a customer's billing day.
	 * @param starts the date; null for 1 January, and for weeks a Monday
	 * @return the copy
	 * @throws IllegalArgumentException if the rate is not one by the calendar
	 */
	public Limit withStarts(@Nullable LocalDate starts) {
		return with((settings) -> settings.starts = starts);
	}

	/**
	 * Returns a copy with another maximum wait.
	 * @param maxWait the longest a caller may be made to wait, zero to refuse at once
	 * @param maxWaiting how many callers may wait at once on this node
	 * @return the copy
	 * @throws IllegalArgumentException if either is negative
	 */
	public Limit withWaiting(Duration maxWait, int maxWaiting) {
		return with((settings) -> settings.maxWait(maxWait).maxWaiting(maxWaiting));
	}

	/**
	 * Returns a copy in another mode.
	 * @param mode whether refusals are carried out
	 * @return the copy
	 */
	public Limit withMode(Mode mode) {
		return with((settings) -> settings.mode(mode));
	}

	/**
	 * Returns a copy with other blocks.
	 * @param block see {@link LimitBuilder#block}; none for no blocks
	 * @return the copy
	 * @throws IllegalArgumentException if one is out of range or they do not ascend
	 */
	public Limit withBlock(Duration... block) {
		return with((settings) -> settings.block(block));
	}

	private Limit with(Consumer<LimitBuilder.Any> change) {
		LimitBuilder.Any settings = new LimitBuilder.Any(this);
		change.accept(settings);
		return settings.build();
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof Limit limit && this.name.equals(limit.name)
				&& this.algorithm == limit.algorithm && this.rate.equals(limit.rate)
				&& Objects.equals(this.capacity, limit.capacity) && Objects.equals(this.initial, limit.initial)
				&& this.refill == limit.refill && Objects.equals(this.zone, limit.zone)
				&& Objects.equals(this.starts, limit.starts) && this.maxWait.equals(limit.maxWait)
				&& this.maxWaiting == limit.maxWaiting && this.mode == limit.mode && this.block.equals(limit.block));
	}

	/** Covers only what differs between plans, as it is computed for each response. */
	@Override
	public int hashCode() {
		int hash = 31 * (31 * this.name.hashCode() + Long.hashCode(quota())) + this.rate.hashCode();
		return (this.starts != null) ? 31 * hash + this.starts.hashCode() : hash;
	}

	@Override
	public String toString() {
		return "Limit[name=%s, algorithm=%s, rate=%s, capacity=%s, initial=%s, refill=%s, zone=%s, starts=%s, maxWait=%s, maxWaiting=%d, mode=%s, block=%s]"
			.formatted(this.name, this.algorithm.id(), this.rate, this.capacity, this.initial, this.refill, this.zone,
					this.starts, this.maxWait, this.maxWaiting, this.mode, this.block);
	}

}
