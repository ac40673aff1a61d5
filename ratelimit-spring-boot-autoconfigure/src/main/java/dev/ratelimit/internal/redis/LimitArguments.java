package dev.ratelimit.internal.redis;

import java.util.concurrent.TimeUnit;

import dev.ratelimit.Algorithm;
import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.Limit;
import dev.ratelimit.Mode;
import dev.ratelimit.Refill;
import org.jspecify.annotations.Nullable;

/**
 * A limit as the scripts take it: in whole microseconds, and in numbers that doubles hold
 * exactly. The terms travel with each call, so that Redis remembers no configuration.
 */
final class LimitArguments {

	/** Beyond this a double does not hold every whole number. */
	private static final long MOST = 1L << 53;

	/** The longest time ahead, a hundred years, so that moments stay below that, too. */
	private static final long LONGEST = TimeUnit.DAYS.toMicros(36_500);

	private static final long MICRO = 1_000;

	final Limit limit;

	/** The file that decides. */
	final String algorithm;

	/** What is kept, the last part of its name. */
	final String state;

	/** What is kept of a block, the last part of its name. */
	final String block;

	/** Whether turns can be reserved ahead of time. */
	final boolean queues;

	private final long quota;

	private final long[] numbers;

	private final long longestBound;

	private final long[] lengths;

	private final byte[] forOne;

	/** The window that calls of a rate by the calendar carry. */
	final @Nullable SentWindow window;

	private LimitArguments(Limit limit, String algorithm, long longestBound, long... numbers) {
		this.limit = limit;
		this.algorithm = algorithm;
		this.state = RedisKeys.state(limit);
		this.block = RedisKeys.block(limit);
		this.queues = algorithm.equals("gcra");
		this.quota = limit.quota();
		this.numbers = numbers;
		this.longestBound = longestBound;
		this.lengths = limit.block().stream().mapToLong((length) -> length.toNanos() / MICRO).toArray();
		this.window = (limit.rate().calendar() != null) ? new SentWindow(limit) : null;
		this.forOne = packer(1, 0).bytes();
	}

	/** Whether one of several limits has a rate by the calendar. */
	static boolean calendar(LimitArguments[] terms) {
		for (LimitArguments limit : terms) {
			if (limit.window != null) {
				return true;
			}
		}
		return false;
	}

	/**
	 * The terms of a limit.
	 * @param where the property it comes from
	 * @param limit the limit
	 * @return the terms
	 * @throws InvalidConfigurationException if Redis could not count it exactly
	 */
	static LimitArguments of(String where, Limit limit) {
		if (limit.rate().periodNanos() % MICRO != 0) {
			throw new InvalidConfigurationException(where + ".rate",
					"The period of %s is not a whole number of microseconds, in which Redis counts"
						.formatted(limit.rate()),
					"With store: redis choose a period of whole microseconds");
		}
		limit.block().stream().filter((length) -> length.toNanos() % MICRO != 0).findFirst().ifPresent((length) -> {
			throw new InvalidConfigurationException(where + ".block",
					"%s is not a whole number of microseconds, in which Redis counts".formatted(length),
					"With store: redis choose blocks of whole microseconds");
		});
		long period = limit.rate().periodNanos() / MICRO;
		return switch (limit.algorithm()) {
			case TOKEN_BUCKET ->
				(limit.refill() == Refill.GREEDY) ? bucket(where, limit, period) : interval(where, limit, period);
			case LEAKY_BUCKET -> bucket(where, limit, period);
			case FIXED_WINDOW, SLIDING_WINDOW_LOG, CONCURRENCY -> window(where, limit, period, 2 * limit.quota(), 1);
			case SLIDING_WINDOW_COUNTER, PACED_WINDOW -> window(where, limit, period, limit.quota(), period);
		};
	}

	/**
	 * The terms of calls that only see whether Redis decides. They always find permits
	 * there, so that Redis has to write.
	 * @param algorithm the algorithm of the calls that failed
	 * @return the terms
	 */
	static LimitArguments probing(Algorithm algorithm) {
		return of("probe", Limit.of("probe", algorithm, "1000/1ms"));
	}

	private static LimitArguments bucket(String where, Limit limit, long period) {
		long common = gcd(period, limit.rate().permits());
		return gcra(where, limit, 1, limit.rate().permits() / common, period / common);
	}

	private static LimitArguments interval(String where, Limit limit, long period) {
		return gcra(where, limit, period, limit.rate().permits(), 1);
	}

	private static LimitArguments gcra(String where, Limit limit, long unit, long ticks, long each) {
		long quota = limit.quota();
		check(where, limit, 2 * quota, each, 2 * ticks);
		boolean leaky = limit.algorithm() == Algorithm.LEAKY_BUCKET;
		long room = (leaky ? 1 : quota) * each;
		long fill = ceil(limit.window().toNanos(), MICRO);
		long missing = (quota - limit.initialPermits()) * each;
		long units = Math.max((MOST - 2 * ticks - 2 * quota * each) / ticks, 0);
		long longestBound = (units > LONGEST / unit) ? LONGEST : units * unit;
		return new LimitArguments(limit, "gcra", longestBound, unit, ticks, each, room, fill, missing, plan(limit),
				leaky ? 1 : 0);
	}

	private static LimitArguments window(String where, Limit limit, long period, long counted, long factor) {
		check(where, limit, counted, factor, 2 * Math.max(2 * limit.quota(), period));
		return new LimitArguments(limit, limit.algorithm().id(), 0, limit.quota(), period);
	}

	/**
	 * Counts go up to one quota of debt, and windows weigh no more than a quota at once.
	 */
	private static void check(String where, Limit limit, long counted, long factor, long margin) {
		if (margin >= MOST || counted > (MOST - margin) / factor) {
			throw new InvalidConfigurationException(where,
					("%s of %s permits at %s cannot be counted exactly in Redis: " + "%d times %d is above 2^53")
						.formatted(limit.algorithm().id(), limit.quota(), limit.rate(), counted, factor),
					"With store: redis choose %s, or a period that divides evenly by the permits"
						.formatted("fewer permits or a shorter period"));
		}
	}

	/** Tells apart, up to chance, the plans that a bucket's state may come from. */
	private static long plan(Limit limit) {
		long mixed = limit.rate().permits();
		for (long part : new long[] { limit.rate().periodNanos(), limit.quota(), limit.refill().ordinal() }) {
			mixed = (mixed ^ part) * 0x9E3779B97F4A7C15L;
			mixed ^= mixed >>> 29;
		}
		return mixed & 0xFFFF_FFFFL;
	}

	private static long ceil(long a, long b) {
		return a / b + ((a % b != 0) ? 1 : 0);
	}

	private static long gcd(long a, long b) {
		return (b == 0) ? a : gcd(b, a % b);
	}

	/**
	 * The terms of a call.
	 * @param permits what it costs
	 * @return as the scripts read them
	 */
	byte[] call(long permits) {
		return (permits == 1 && this.window == null) ? this.forOne : packer(permits, 0).bytes();
	}

	/**
	 * The terms of a call that may spend ahead of time.
	 * @param permits what it costs
	 * @param waitNanos how long ahead
	 * @return as the scripts read them
	 */
	byte[] call(long permits, long waitNanos) {
		return packer(permits, bound(waitNanos)).bytes();
	}

	/**
	 * The terms of a call that may block its key.
	 * @param permits what it costs
	 * @param aheadNanos how long ahead of time it may spend
	 * @param waitNanos how long it may wait: a refusal within it blocks nobody
	 * @return as the blocking scripts read them
	 */
	byte[] blockingCall(long permits, long aheadNanos, long waitNanos) {
		long[] list = new long[this.lengths.length + 1];
		list[0] = Math.max(waitNanos / MICRO, 0);
		System.arraycopy(this.lengths, 0, list, 1, this.lengths.length);
		return packer(permits, bound(aheadNanos)).addList(list).bytes();
	}

	private long bound(long waitNanos) {
		long bound = Math.min(waitNanos / MICRO, this.longestBound);
		return (this.limit.mode() == Mode.OBSERVE) ? 0 : Math.max(bound, 0);
	}

	private Packer packer(long permits, long bound) {
		Packer packer = new Packer().add(this.limit.mode() == Mode.OBSERVE).add(bound, permits);
		if (this.window != null) {
			return packer.add(this.quota).add(this.window.numbers());
		}
		// A list that follows is not where the window begins
		return (this.limit.algorithm() == Algorithm.FIXED_WINDOW) ? packer.add(this.numbers).add(false)
				: packer.add(this.numbers);
	}

	/** Whether keys on these terms are blocked. */
	boolean blocks() {
		return this.lengths.length > 0;
	}

	/**
	 * The time until nothing counts as a call was told that came before others of the
	 * same trip.
	 * @param reset what the last of them was told, in microseconds
	 * @param charge what the last of them was charged
	 * @param permits what those after it have spent
	 * @return microseconds
	 */
	long resetBefore(long reset, long charge, long permits) {
		if (!this.queues) {
			return reset;
		}
		long unit = this.numbers[0];
		long ticks = this.numbers[1];
		long each = this.numbers[2];
		return reset - (charge % ticks + permits * each) / ticks * unit;
	}

	/** How many equal calls a quota can hold at once. */
	long fits(long permits) {
		return (this.limit.algorithm() == Algorithm.LEAKY_BUCKET) ? 1 : this.quota / permits;
	}

	/** Whether these terms' permits are worth what they were where they were spent. */
	boolean takeBack(Limit charged) {
		return !this.queues || charged.equals(this.limit);
	}

	/** How many permits settling moves: what is spent is cut to what can count. */
	long settled(long more) {
		return (more > 0) ? Math.min(more, 2 * this.quota) : Math.max(-more, 1);
	}

	/** Whether so many permits can ever be there. */
	boolean grants(long permits) {
		return permits <= this.quota;
	}

	void checkPermits(long permits) {
		if (permits < 0 || !grants(permits)) {
			throw new IllegalArgumentException("Invalid permits (%d) for limit '%s': must be from 0 to its quota, %d"
				.formatted(permits, this.limit.name(), this.quota));
		}
	}

}
