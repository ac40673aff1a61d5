package dev.ratelimit;

import java.math.BigInteger;
import java.time.Duration;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * One named quota: an algorithm and a rate. Immutable; the {@code with} methods return
 * changed copies.
 *
 * @param name letters, digits, {@code .}, {@code _} and {@code -}, at most 64 of them
 * @param algorithm what decides
 * @param rate permits per period
 * @param capacity token bucket only: the most permits that can be saved up, 1 to 2^53;
 * null for the rate's permits
 * @param initial token bucket only: the permits a new key starts with, 0 to the capacity;
 * null for the capacity
 * @param refill token bucket only: how it is refilled
 * @param maxWait the longest a caller may be made to wait; zero refuses at once
 * @param maxWaiting how many callers may wait at once on this node; 0 to 2^31 - 1
 * @param mode whether refusals are carried out
 */
public record Limit(String name, Algorithm algorithm, Rate rate, @Nullable Long capacity, @Nullable Long initial,
		Refill refill, Duration maxWait, int maxWaiting, Mode mode) {

	/** How many callers of a limit may wait at once unless it says otherwise. */
	public static final int DEFAULT_MAX_WAITING = 100;

	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

	private static final long MAX_CAPACITY = 1L << 53;

	private static final BigInteger MAX_FILL_NANOS = BigInteger.valueOf(Duration.ofDays(36_500).toNanos());

	private static final Duration MAX_MAX_WAIT = Duration.ofDays(36_500);

	/**
	 * Checks that the settings are legal together.
	 * @param name see {@link #name}
	 * @param algorithm see {@link #algorithm}
	 * @param rate see {@link #rate}
	 * @param capacity see {@link #capacity}
	 * @param initial see {@link #initial}
	 * @param refill see {@link #refill}
	 * @param maxWait see {@link #maxWait}
	 * @param maxWaiting see {@link #maxWaiting}
	 * @param mode see {@link #mode}
	 * @throws IllegalArgumentException if one is out of its range or does not go with the
	 * algorithm
	 */
	public Limit {
		check(NAME.matcher(name).matches(), "name", "'" + name + "'", "1 to 64 letters, digits, '.', '_' or '-'");
		if (algorithm != Algorithm.TOKEN_BUCKET) {
			check(capacity == null, "capacity", capacity, "left out, only token-bucket has one");
			check(initial == null, "initial", initial, "left out, only token-bucket has one");
			check(refill == Refill.GREEDY, "refill", refill, "left out, only token-bucket has one");
		}
		long quota = (capacity != null) ? capacity : rate.permits();
		check(quota >= 1 && quota <= MAX_CAPACITY, "capacity", quota, "from 1 to 2^53");
		check(initial == null || (initial >= 0 && initial <= quota), "initial", initial,
				"from 0 to the capacity, " + quota);
		check(fillNanos(rate, quota).compareTo(MAX_FILL_NANOS) <= 0, "capacity", quota,
				"what the rate " + rate + " fills within 100 years (36500d)");
		check(!maxWait.isNegative() && maxWait.compareTo(MAX_MAX_WAIT) <= 0, "max-wait", maxWait, "from 0 to 36500d");
		check(maxWaiting >= 0, "max-waiting", maxWaiting, "0 or more");
	}

	/**
	 * A limit that refuses at once, with every other setting at its default.
	 * @param name the name
	 * @param algorithm what decides
	 * @param rate such as {@code 100/1m}, see {@link Rate#of}
	 * @return the limit
	 * @throws IllegalArgumentException if the name or the rate is not legal
	 */
	public static Limit of(String name, Algorithm algorithm, String rate) {
		return new Limit(name, algorithm, Rate.of(rate), null, null, Refill.GREEDY, Duration.ZERO, DEFAULT_MAX_WAITING,
				Mode.ENFORCE);
	}

	/**
	 * The most permits one call can be granted.
	 * @return the capacity of a token bucket, else the rate's permits
	 */
	public long quota() {
		return (this.capacity != null) ? this.capacity : this.rate.permits();
	}

	/**
	 * The permits a new key starts with.
	 * @return from 0 to {@link #quota()}
	 */
	public long initialPermits() {
		return (this.initial != null) ? this.initial : quota();
	}

	/**
	 * The time in which the whole quota becomes available.
	 * @return a token bucket's time to fill from empty, rounded up to whole nanoseconds
	 * (and to whole periods if refilled by interval); else the period
	 */
	public Duration window() {
		if (this.algorithm != Algorithm.TOKEN_BUCKET) {
			return this.rate.period();
		}
		if (this.refill == Refill.INTERVAL) {
			long periods = (quota() - 1) / this.rate.permits() + 1;
			return Duration.ofNanos(periods * this.rate.periodNanos());
		}
		return Duration.ofNanos(fillNanos(this.rate, quota()).longValueExact());
	}

	/**
	 * This limit at another rate; a capacity or initial that was not set follows it.
	 * @param rate such as {@code 1000/1m}, see {@link Rate#of}
	 * @return the changed copy
	 * @throws IllegalArgumentException if the rate, or what follows from it, is not legal
	 */
	public Limit withRate(String rate) {
		return withRate(Rate.of(rate));
	}

	/**
	 * This limit at another rate; a capacity or initial that was not set follows it.
	 * @param rate the rate
	 * @return the changed copy
	 * @throws IllegalArgumentException if what follows from the rate is not legal
	 */
	public Limit withRate(Rate rate) {
		return new Limit(this.name, this.algorithm, rate, this.capacity, this.initial, this.refill, this.maxWait,
				this.maxWaiting, this.mode);
	}

	/**
	 * This limit with another capacity; an initial that was not set follows it.
	 * @param capacity from 1 to 2^53; null for the rate's permits
	 * @return the changed copy
	 * @throws IllegalArgumentException if it is out of range or this is no token bucket
	 */
	public Limit withCapacity(@Nullable Long capacity) {
		return new Limit(this.name, this.algorithm, this.rate, capacity, this.initial, this.refill, this.maxWait,
				this.maxWaiting, this.mode);
	}

	/**
	 * This limit with other initial permits.
	 * @param initial from 0 to the capacity; null for the capacity
	 * @return the changed copy
	 * @throws IllegalArgumentException if it is out of range or this is no token bucket
	 */
	public Limit withInitial(@Nullable Long initial) {
		return new Limit(this.name, this.algorithm, this.rate, this.capacity, initial, this.refill, this.maxWait,
				this.maxWaiting, this.mode);
	}

	/**
	 * This limit refilled another way.
	 * @param refill the way
	 * @return the changed copy
	 * @throws IllegalArgumentException if this is no token bucket
	 */
	public Limit withRefill(Refill refill) {
		return new Limit(this.name, this.algorithm, this.rate, this.capacity, this.initial, refill, this.maxWait,
				this.maxWaiting, this.mode);
	}

	/**
	 * This limit with other waiting.
	 * @param maxWait the longest a caller may be made to wait, zero to refuse at once
	 * @param maxWaiting how many callers may wait at once on this node
	 * @return the changed copy
	 * @throws IllegalArgumentException if either is negative
	 */
	public Limit withWaiting(Duration maxWait, int maxWaiting) {
		return new Limit(this.name, this.algorithm, this.rate, this.capacity, this.initial, this.refill, maxWait,
				maxWaiting, this.mode);
	}

	/**
	 * This limit in another mode.
	 * @param mode whether refusals are carried out
	 * @return the changed copy
	 */
	public Limit withMode(Mode mode) {
		return new Limit(this.name, this.algorithm, this.rate, this.capacity, this.initial, this.refill, this.maxWait,
				this.maxWaiting, mode);
	}

	private static BigInteger fillNanos(Rate rate, long permits) {
		BigInteger product = BigInteger.valueOf(rate.periodNanos()).multiply(BigInteger.valueOf(permits));
		BigInteger[] parts = product.divideAndRemainder(BigInteger.valueOf(rate.permits()));
		return (parts[1].signum() > 0) ? parts[0].add(BigInteger.ONE) : parts[0];
	}

	private static void check(boolean legal, String property, @Nullable Object value, String expected) {
		if (!legal) {
			throw new IllegalArgumentException("Invalid %s (%s): must be %s".formatted(property, value, expected));
		}
	}

	/** Of what sets plans apart: asked for with every response, so it is quick. */
	@Override
	public int hashCode() {
		long amounts = 31 * (31 * quota() + this.rate.permits()) + this.rate.periodNanos();
		return 31 * this.name.hashCode() + Long.hashCode(amounts);
	}

}
