package dev.ratelimit.internal.local;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.contract.Clock;
import dev.ratelimit.model.Answer;
import dev.ratelimit.model.ReferenceRegistry;

import org.springframework.boot.convert.DurationStyle;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls and their answers, row by row: time since a multiple of the period or with a zone
 * of its own, cost (or {@code peek}), admitted, remaining, retry after, reset after. Each
 * row must hold for the store and for the reference model.
 */
final class Timetable {

	private Timetable() {
	}

	static void check(Limit limit, String rows) {
		Clock clock = new Clock();
		try (LocalRateLimiterRegistry local = new LocalRateLimiterRegistry(List.of(limit), Map.of(), null, clock,
				1000)) {
			RateLimiterRegistry reference = new ReferenceRegistry(clock, List.of(limit));
			for (String row : rows.lines().toList()) {
				String[] cells = Stream.of(row.split("\\|")).map(String::trim).toArray(String[]::new);
				clock.advance(time(cells[0]) - clock.nanos());
				Answer expected = new Answer(cells[2].equals("yes"), Long.parseLong(cells[3]), nanos(cells[4]),
						nanos(cells[5]));
				assertThat(ask(reference.get(limit.name()), cells[1])).as("model: %s", row).isEqualTo(expected);
				assertThat(ask(local.get(limit.name()), cells[1])).as("store: %s", row).isEqualTo(expected);
			}
		}
	}

	private static Answer ask(RateLimiter limiter, String cost) {
		Decision decision = cost.equals("peek") ? limiter.peek("key") : limiter.tryAcquire("key", Long.parseLong(cost));
		return Answer.of(decision);
	}

	private static long time(String cell) {
		if (!cell.contains("T")) {
			return Clock.START + nanos(cell);
		}
		Instant time = OffsetDateTime.parse(cell).toInstant();
		return TimeUnit.SECONDS.toNanos(time.getEpochSecond()) + time.getNano();
	}

	/** A time such as {@code 1s}, or {@code 1s-1ns} for just before. */
	private static long nanos(String sum) {
		long nanos = 0;
		for (String term : sum.split("(?=[+-])")) {
			nanos += DurationStyle.SIMPLE.parse(term).toNanos();
		}
		return nanos;
	}

}
