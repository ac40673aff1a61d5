package dev.ratelimit.internal.changes;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

import dev.ratelimit.Mode;
import dev.ratelimit.Rate;
import dev.ratelimit.internal.properties.LimitProperties;
import dev.ratelimit.internal.text.NearestName;
import org.jspecify.annotations.Nullable;

/**
 * What was changed of a limit at run time. What is null is as configured.
 *
 * @param rate its rate
 * @param capacity its capacity
 * @param concurrent how many permits may be held at once
 * @param mode its mode
 * @param since when it was changed, on the clock of the node where it was
 */
public record LimitChange(@Nullable Rate rate, @Nullable Long capacity, @Nullable Long concurrent, @Nullable Mode mode,
		Instant since) {

	static final LimitChange NONE = new LimitChange(null, null, null, null, Instant.EPOCH);

	private static final String NOTHING = "-";

	/**
	 * Reads a change.
	 * @throws IllegalArgumentException if a value is not legal
	 */
	static LimitChange of(@Nullable String rate, @Nullable String capacity, @Nullable String concurrent,
			@Nullable String mode, Instant since) {
		return new LimitChange((rate != null) ? Rate.of(rate) : null, number("capacity", capacity),
				number("concurrent", concurrent), (mode != null) ? mode(mode) : null, since);
	}

	private static @Nullable Long number(String name, @Nullable String text) {
		try {
			return (text != null) ? Long.valueOf(text.trim()) : null;
		}
		catch (NumberFormatException ex) {
			throw new IllegalArgumentException(
					"Invalid %s '%s': must be a whole number from 1 to 2^53".formatted(name, text), ex);
		}
	}

	private static Mode mode(String text) {
		List<String> names = Arrays.stream(Mode.values()).map((mode) -> mode.name().toLowerCase(Locale.ROOT)).toList();
		int index = names.indexOf(text.trim().toLowerCase(Locale.ROOT));
		if (index < 0) {
			throw new IllegalArgumentException("Invalid mode '%s'%s: must be %s".formatted(text,
					NearestName.hint(text, names), String.join(" or ", names)));
		}
		return Mode.values()[index];
	}

	boolean isNone() {
		return this.rate == null && this.capacity == null && this.concurrent == null && this.mode == null;
	}

	/** This change, and a later one on top. */
	LimitChange and(LimitChange later) {
		return new LimitChange((later.rate != null) ? later.rate : this.rate,
				(later.capacity != null) ? later.capacity : this.capacity,
				(later.concurrent != null) ? later.concurrent : this.concurrent,
				(later.mode != null) ? later.mode : this.mode, later.since);
	}

	/** What is only for rates by the calendar is left out with another rate. */
	LimitProperties appliedTo(LimitProperties limit) {
		boolean calendar = this.rate == null || this.rate.calendar() != null;
		return new LimitProperties(limit.algorithm(), (this.rate != null) ? this.rate : limit.rate(),
				(this.capacity != null) ? this.capacity : limit.capacity(), limit.initial(), limit.refill(),
				(this.concurrent != null) ? this.concurrent : limit.concurrent(), limit.maxHold(), limit.maxWait(),
				limit.maxWaiting(), (this.mode != null) ? this.mode : limit.mode(), limit.overrides(),
				limit.onFailure(), limit.plans(), limit.key(), limit.plan(), limit.block(),
				calendar ? limit.zone() : null, calendar ? limit.starts() : null);
	}

	/** What was changed, to be read. */
	String described() {
		List<String> parts = new ArrayList<>();
		if (this.rate != null) {
			parts.add("rate " + this.rate);
		}
		if (this.capacity != null) {
			parts.add("capacity " + this.capacity);
		}
		if (this.concurrent != null) {
			parts.add("concurrent " + this.concurrent);
		}
		if (this.mode != null) {
			parts.add("mode " + this.mode.name().toLowerCase(Locale.ROOT));
		}
		return String.join(", ", parts);
	}

	/** As {@link #parse} reads it. */
	String text() {
		return "%s %s %s %s %d".formatted((this.rate != null) ? this.rate : NOTHING,
				(this.capacity != null) ? this.capacity : NOTHING,
				(this.concurrent != null) ? this.concurrent : NOTHING, (this.mode != null) ? this.mode : NOTHING,
				this.since.toEpochMilli());
	}

	/**
	 * Reads what {@link #text} wrote.
	 * @throws IllegalArgumentException if it is something else
	 */
	static LimitChange parse(String text) {
		String[] parts = text.split(" ");
		if (parts.length != 5) {
			throw new IllegalArgumentException("Invalid change '%s'".formatted(text));
		}
		return of(given(parts[0]), given(parts[1]), given(parts[2]), given(parts[3]),
				Instant.ofEpochMilli(Long.parseLong(parts[4])));
	}

	private static @Nullable String given(String part) {
		return part.equals(NOTHING) ? null : part;
	}

}
