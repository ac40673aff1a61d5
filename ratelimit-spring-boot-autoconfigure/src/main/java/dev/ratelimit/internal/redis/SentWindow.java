package dev.ratelimit.internal.redis;

import java.util.concurrent.TimeUnit;

import dev.ratelimit.Limit;
import dev.ratelimit.internal.algorithm.CalendarSpan;
import dev.ratelimit.internal.algorithm.LimitDecision;

/**
 * The window of the calendar that calls of a limit carry. The script takes no other than
 * that of its own clock, so the clocks of nodes decide nothing: it sends its time back,
 * and is asked again with the window that this is in. Safe for use by many threads.
 */
final class SentWindow {

	private final Limit limit;

	private volatile CalendarSpan span;

	/** Begins with a guess, by this node's clock. */
	SentWindow(Limit limit) {
		this.limit = limit;
		this.span = CalendarSpan.at(limit, TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis()));
	}

	/** Has calls carry the window of a time, in microseconds of Redis's clock. */
	void show(long micros) {
		this.span = CalendarSpan.at(this.limit, micros * LimitNumbers.MICRO);
	}

	/** The length of the window and its beginning. */
	long[] numbers() {
		CalendarSpan span = this.span;
		long begin = Math.max(span.begin() / LimitNumbers.MICRO, 0);
		return new long[] { span.end() / LimitNumbers.MICRO - begin, begin };
	}

	/** A decision, in the window that ends at a time. */
	LimitDecision decided(LimitDecision decision, long endMicros) {
		CalendarSpan span = this.span;
		CalendarSpan window = (span.end() / LimitNumbers.MICRO == endMicros) ? span
				: CalendarSpan.at(this.limit, endMicros * LimitNumbers.MICRO - 1);
		return decision.within(window.nanos());
	}

}
