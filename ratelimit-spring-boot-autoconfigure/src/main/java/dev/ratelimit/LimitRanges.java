package dev.ratelimit;

import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Ranges of a limit's settings, and which settings an algorithm has.
 */
final class LimitRanges {

	private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,64}");

	private static final String NO_BUCKET = "left out, only token-bucket has one";

	private static final String NO_CALENDAR = "left out, only a rate by the calendar such as 1000/month has one";

	private static final long MAX_CAPACITY = 1L << 53;

	private static final Duration MAX_FILL_TIME = Duration.ofDays(36_500);

	private static final Duration MAX_MAX_WAIT = Duration.ofDays(36_500);

	private static final Duration MIN_BLOCK = Duration.ofMillis(1);

	private static final Duration MAX_BLOCK = Duration.ofDays(3650);

	private static final int MAX_BLOCKS = 16;

	private static final Duration MAX_MAX_HOLD = Duration.ofDays(3650);

	private LimitRanges() {
	}

	static String name(String name) {
		check(NAME.matcher(name).matches(), "name", "'" + name + "'", "1 to 64 letters, digits, '.', '_' or '-'");
		return name;
	}

	/** The permits of a limit of calls in flight, per longest hold. */
	static Rate held(long concurrent, Duration maxHold) {
		check(concurrent >= 1, "concurrent", concurrent, "at least 1");
		check(concurrent <= MAX_CAPACITY, "concurrent", concurrent, "at most 2^53");
		check(!maxHold.isNegative() && !maxHold.isZero() && maxHold.compareTo(MAX_MAX_HOLD) <= 0, "max-hold", maxHold,
				"from 1ns to 3650d");
		check(concurrent <= maxHold.toNanos(), "concurrent", concurrent,
				"at most one for each nanosecond of max-hold, " + maxHold);
		return Rate.of(concurrent, maxHold);
	}

	static void checkInFlight(Algorithm algorithm, String property, Object value) {
		check(algorithm == Algorithm.CONCURRENCY, property, value, "left out, only concurrency has one");
	}

	static void check(LimitDraft draft) {
		if (draft.algorithm != Algorithm.TOKEN_BUCKET) {
			checkNoBucket(draft);
		}
		checkCalendar(draft);
		checkQuota(draft);
		checkWaiting(draft);
		checkBlock(draft.block);
	}

	private static void checkNoBucket(LimitDraft draft) {
		check(draft.capacity == null, "capacity", draft.capacity, NO_BUCKET);
		check(draft.initial == null, "initial", draft.initial, NO_BUCKET);
		check(draft.refill == Refill.GREEDY, "refill", draft.refill, NO_BUCKET);
	}

	private static void checkCalendar(LimitDraft draft) {
		boolean calendar = draft.rate.calendar() != null;
		check(!calendar || draft.algorithm == Algorithm.FIXED_WINDOW, "rate", draft.rate,
				"of a period such as 1000/30d, only fixed-window counts by the calendar");
		check(calendar || draft.zone == null, "zone", draft.zone, NO_CALENDAR);
		check(calendar || draft.starts == null, "starts", draft.starts, NO_CALENDAR);
	}

	private static void checkQuota(LimitDraft draft) {
		Long initial = draft.initial;
		long quota = (draft.capacity != null) ? draft.capacity : draft.rate.permits();
		check(draft.capacity != null || quota <= MAX_CAPACITY, "rate", draft.rate, "of at most 2^53 permits");
		check(quota >= 1 && quota <= MAX_CAPACITY, "capacity", quota, "from 1 to 2^53");
		check(initial == null || (initial >= 0 && initial <= quota), "initial", initial,
				"from 0 to the capacity, " + quota);
		check(draft.rate.grants(quota, MAX_FILL_TIME), "capacity", quota,
				"what the rate " + draft.rate + " fills within 100 years (36500d)");
	}

	private static void checkWaiting(LimitDraft draft) {
		check(!draft.maxWait.isNegative() && draft.maxWait.compareTo(MAX_MAX_WAIT) <= 0, "max-wait", draft.maxWait,
				"from 0 to 36500d");
		check(draft.maxWaiting >= 0, "max-waiting", draft.maxWaiting, "0 or more");
	}

	private static void checkBlock(List<Duration> block) {
		check(block.size() <= MAX_BLOCKS, "block", block, "at most 16 durations");
		for (int i = 0; i < block.size(); i++) {
			Duration each = block.get(i);
			check(each.compareTo(MIN_BLOCK) >= 0 && each.compareTo(MAX_BLOCK) <= 0, "block", each, "from 1ms to 3650d");
			check(i == 0 || each.compareTo(block.get(i - 1)) > 0, "block", block,
					"ascending, each longer than the one before");
		}
	}

	private static void check(boolean legal, String property, @Nullable Object value, String expected) {
		if (!legal) {
			throw new IllegalArgumentException("Invalid %s (%s): must be %s".formatted(property, value, expected));
		}
	}

}
