package dev.ratelimit;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * Settings of a {@link Limit} to be, new or from another limit. They are checked together
 * when the limit is made of them.
 */
final class LimitDraft {

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

	LimitDraft(String name, Algorithm algorithm, Rate rate) {
		this.name = LimitRanges.name(name);
		this.algorithm = algorithm;
		this.rate = rate;
	}

	LimitDraft(LimitSettings limit) {
		this(limit.name(), limit.algorithm(), limit.rate());
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

	/** Sets the rate; one that is not by the calendar has neither zone nor start. */
	void rate(Rate rate) {
		this.rate = rate;
		if (rate.calendar() == null) {
			this.zone = null;
			this.starts = null;
		}
	}

	void concurrent(long concurrent) {
		LimitRanges.checkInFlight(this.algorithm, "concurrent", concurrent);
		this.rate = LimitRanges.held(concurrent, this.rate.period());
	}

	void maxHold(Duration maxHold) {
		LimitRanges.checkInFlight(this.algorithm, "max-hold", maxHold);
		this.rate = LimitRanges.held(this.rate.permits(), maxHold);
	}

	void waiting(Duration maxWait, int maxWaiting) {
		this.maxWait = maxWait;
		this.maxWaiting = maxWaiting;
	}

	Limit limit() {
		LimitRanges.check(this);
		return new Limit(this);
	}

}
