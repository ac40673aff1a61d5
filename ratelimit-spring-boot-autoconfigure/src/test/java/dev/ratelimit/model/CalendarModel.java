package dev.ratelimit.model;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

import dev.ratelimit.Limit;

/** Windows of the calendar: all their beginnings from 1960 to 2125 in one list. */
final class CalendarModel extends FixedWindowModel {

	private static final Map<List<Object>, long[]> KNOWN = new ConcurrentHashMap<>();

	private static final LocalDate FIRST = LocalDate.of(1960, 1, 1);

	private static final LocalDate LAST = LocalDate.of(2125, 1, 1);

	private final long[] beginnings;

	CalendarModel(Limit limit) {
		super(limit);
		ChronoUnit unit = Objects.requireNonNull(limit.rate().calendar());
		LocalDate monday = LocalDate.of(2026, 11, 23);
		assert monday.getDayOfWeek() == DayOfWeek.MONDAY;
		LocalDate usual = (unit == ChronoUnit.WEEKS) ? monday : LocalDate.of(2026, 1, 1);
		LocalDate starts = (limit.starts() != null) ? limit.starts() : usual;
		this.beginnings = KNOWN.computeIfAbsent(List.of(unit, starts, limit.zone()),
				(same) -> beginnings(unit, starts, limit.zone()));
	}

	private static long[] beginnings(ChronoUnit unit, LocalDate starts, ZoneId zone) {
		LongStream.Builder beginnings = LongStream.builder();
		for (LocalDate date = FIRST; date.isBefore(LAST); date = date.plusDays(1)) {
			if (begins(unit, starts, date)) {
				beginnings.add(firstMoment(date, zone));
			}
		}
		return beginnings.build().distinct().toArray();
	}

	private static boolean begins(ChronoUnit unit, LocalDate starts, LocalDate date) {
		boolean day = date.getDayOfMonth() == Math.min(starts.getDayOfMonth(), YearMonth.from(date).lengthOfMonth());
		return switch (unit) {
			case DAYS -> true;
			case WEEKS -> date.getDayOfWeek() == starts.getDayOfWeek();
			case MONTHS -> day;
			case YEARS -> day && date.getMonth() == starts.getMonth();
			default -> throw new IllegalArgumentException(unit.toString());
		};
	}

	private static long firstMoment(LocalDate date, ZoneId zone) {
		LocalDateTime midnight = LocalDateTime.of(date.getYear(), date.getMonth(), date.getDayOfMonth(), 0, 0);
		List<ZoneOffset> offsets = zone.getRules().getValidOffsets(midnight);
		long seconds = offsets.isEmpty() ? zone.getRules().getTransition(midnight).toEpochSecond()
				: midnight.toEpochSecond(offsets.get(0));
		return seconds * 1_000_000_000L;
	}

	@Override
	long charge(long window) {
		return this.beginnings[(int) window + 1];
	}

	@Override
	long window(long time) {
		int found = Arrays.binarySearch(this.beginnings, time);
		return (found >= 0) ? found : -found - 2;
	}

}
