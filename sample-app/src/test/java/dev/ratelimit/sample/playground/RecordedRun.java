package dev.ratelimit.sample.playground;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;

/**
 * What the page shows before anybody has pressed anything: the traffic and the limits
 * that its form begins with, on a clock that is advanced.
 */
final class RecordedRun {

	private static final int PERMITS = 10;

	private static final String RATE = PERMITS + "/5s";

	/** Between the edges of windows, so that no burst falls on one. */
	private static final Instant START = Instant.EPOCH.plusMillis(500);

	private static final int BURSTS = 10;

	private static final int CALLS = 12;

	private static final Duration BETWEEN = Duration.ofSeconds(3);

	private static final Duration HOLD = Duration.ofSeconds(1);

	private RecordedRun() {
	}

	static String script() {
		return """
				// Written by RecordedRunTests, from limiters on a clock that is advanced.

				export const startedAt = %s;

				// Of each burst: when, how many were admitted and refused, and what remained
				export const bursts = {
				%s
				};
				""".formatted(START.toEpochMilli() / 1000.0, Stream.of(Algorithm.values())
			.map((algorithm) -> "\t\"%s\": [%s]".formatted(algorithm.id(), String.join(", ", bursts(algorithm))))
			.collect(Collectors.joining(",\n")));
	}

	private static List<String> bursts(Algorithm algorithm) {
		ManualTimeSource time = new ManualTimeSource(START);
		Limit limit = (algorithm == Algorithm.CONCURRENCY) ? Limit.concurrency("recorded", PERMITS).build()
				: Limit.of("recorded", algorithm, RATE);
		List<String> bursts = new ArrayList<>();
		try (LocalRateLimiterRegistry registry = new LocalRateLimiterRegistry(List.of(limit), Map.of(), null, time,
				10)) {
			RateLimiter limiter = registry.get("recorded");
			for (int i = 0; i < BURSTS; i++) {
				List<Decision> decisions = IntStream.range(0, CALLS)
					.mapToObj((call) -> limiter.tryAcquire("somebody"))
					.toList();
				long admitted = decisions.stream().filter(Decision::allowed).count();
				bursts.add("[%d, %d, %d, %d]".formatted(i * BETWEEN.toSeconds(), admitted, CALLS - admitted,
						limiter.peek("somebody").remaining()));
				time.advance(HOLD);
				if (algorithm == Algorithm.CONCURRENCY) {
					decisions.forEach((decision) -> limiter.refund("somebody", decision));
				}
				time.advance(BETWEEN.minus(HOLD));
			}
		}
		return bursts;
	}

}
