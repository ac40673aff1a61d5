package dev.ratelimit.internal.algorithm;

import dev.ratelimit.Limit;

/**
 * The window of the calendar that a time is in. Holds for that window alone, so that no
 * call asks the calendar; later windows are only known to be later.
 */
final class CalendarWindow extends FixedWindow {

	private final CalendarSpan present;

	private final CalendarSpan next;

	CalendarWindow(Limit limit, long now) {
		super(limit, 0);
		this.present = CalendarSpan.at(limit, now);
		this.next = CalendarSpan.at(limit, this.present.end());
	}

	private CalendarWindow(CalendarWindow same, long count) {
		super(same.limit(), count);
		this.present = same.present;
		this.next = same.next;
	}

	@Override
	public CalendarWindow holding(long permits) {
		return holds(permits) ? this : new CalendarWindow(this, permits);
	}

	@Override
	public long validUntil() {
		return this.present.end();
	}

	@Override
	long windowAt(long now) {
		return (now < this.present.end()) ? this.present.number() : this.present.number() + 1;
	}

	@Override
	long endOf(long window) {
		return (window <= this.present.number()) ? this.present.end() : this.next.end();
	}

	@Override
	public long windowNanos(long word, long side, long now) {
		return (now < this.present.end()) ? this.present.nanos() : this.next.nanos();
	}

}
