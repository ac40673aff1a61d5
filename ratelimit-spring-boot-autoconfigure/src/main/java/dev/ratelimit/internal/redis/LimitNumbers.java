package dev.ratelimit.internal.redis;

import java.util.concurrent.TimeUnit;

import dev.ratelimit.Algorithm;
import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.Limit;
import dev.ratelimit.Refill;

/**
 * A limit in whole microseconds and in numbers that doubles hold exactly, whatever a
 * script computes from them.
 *
 * @param algorithm the file that decides
 * @param longestBound the longest time ahead that a call may spend, in microseconds
 * @param list the numbers, in the order in which that file takes them
 */
record LimitNumbers(String algorithm, long longestBound, long[] list) {

	/** Nanoseconds of a microsecond, in which Redis counts. */
	static final long MICRO = 1_000;

	/** Beyond this a double does not hold every whole number. */
	private static final long MOST = 1L << 53;

	/** The longest time ahead, a hundred years, so that moments stay below that, too. */
	private static final long LONGEST = TimeUnit.DAYS.toMicros(36_500);

	private static final String GCRA = "gcra";

	/** Whether turns can be reserved ahead of time. */
	boolean queues() {
		return this.algorithm.equals(GCRA);
	}

	/**
	 * The numbers of a limit.
	 * @param where the property it comes from
	 * @param limit the limit
	 * @return the numbers
	 * @throws InvalidConfigurationException if Redis could not count it exactly
	 */
	static LimitNumbers of(String where, Limit limit) {
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

	private static LimitNumbers bucket(String where, Limit limit, long period) {
		long common = gcd(period, limit.rate().permits());
		return gcra(where, limit, 1, limit.rate().permits() / common, period / common);
	}

	private static LimitNumbers interval(String where, Limit limit, long period) {
		return gcra(where, limit, period, limit.rate().permits(), 1);
	}

	private static LimitNumbers gcra(String where, Limit limit, long unit, long ticks, long each) {
		long quota = limit.quota();
		check(where, limit, 2 * quota, each, 2 * ticks);
		boolean leaky = limit.algorithm() == Algorithm.LEAKY_BUCKET;
		long room = (leaky ? 1 : quota) * each;
		long fill = ceil(limit.window().toNanos(), MICRO);
		long missing = (quota - limit.initialPermits()) * each;
		long units = Math.max((MOST - 2 * ticks - 2 * quota * each) / ticks, 0);
		long longestBound = (units > LONGEST / unit) ? LONGEST : units * unit;
		long[] list = { unit, ticks, each, room, fill, missing, plan(limit), leaky ? 1 : 0 };
		return new LimitNumbers(GCRA, longestBound, list);
	}

	private static LimitNumbers window(String where, Limit limit, long period, long counted, long factor) {
		check(where, limit, counted, factor, 2 * Math.max(2 * limit.quota(), period));
		return new LimitNumbers(limit.algorithm().id(), 0, new long[] { limit.quota(), period });
	}

	/**
	 * Counts go up to one quota of debt, and windows weigh no more than a quota at once.
	 */
	private static void check(String where, Limit limit, long counted, long factor, long margin) {
		if (margin >= MOST || counted > (MOST - margin) / factor) {
			throw new InvalidConfigurationException(where,
					("%s of %s permits at %s cannot be counted exactly in Redis: " + "%d times %d is above 2^53")
						.formatted(limit.algorithm().id(), limit.quota(), limit.rate(), counted, factor),
					"With store: redis choose fewer permits or a shorter period, or a period that divides evenly by the permits");
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

}
