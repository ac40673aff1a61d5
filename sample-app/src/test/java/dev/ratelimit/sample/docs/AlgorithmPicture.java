package dev.ratelimit.sample.docs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;

/**
 * A picture of what an algorithm does with traffic that is the same for all: two bursts
 * about a window's edge, a steady stream, silence, a burst. Drawn from a real run on a
 * clock that is advanced, so that it always comes out the same.
 */
final class AlgorithmPicture {

	private static final String RATE = "5/1s";

	private static final long CAPACITY = 8;

	private static final Duration STEP = Duration.ofMillis(100);

	private static final int STEPS = 60;

	/** Calls by step: just before and after 1 s, from 2 to 4 s, at 5.3 s. */
	private static final Map<Integer, Integer> BURSTS = Map.of(9, 7, 10, 7, 53, 10);

	private static final int LEFT = 34;

	private static final int STEP_WIDTH = 11;

	private static final int ZERO = 92;

	private static final int CALL_HEIGHT = 8;

	private static final String STYLE = """
			.page { fill: #ffffff; stroke: #d3d9d6 } .axis { stroke: #546064 } .edge { stroke: #546064; stroke-dasharray: 2 4 }
			text { font: 12px system-ui, sans-serif; fill: #546064 }
			.admitted { fill: #2a7f8c } .refused { fill: #b8442e } .remaining { stroke: #1c2426; stroke-width: 1.5; fill: none }
			@media (prefers-color-scheme: dark) {
			.page { fill: #1d2426; stroke: #344043 } .axis, .edge { stroke: #a3b0af } text { fill: #a3b0af }
			.admitted { fill: #58b4c1 } .refused { fill: #ea7b63 } .remaining { stroke: #e6ebe9 } }
			""";

	private AlgorithmPicture() {
	}

	static String of(Algorithm algorithm) {
		List<Step> steps = run(algorithm);
		StringBuilder svg = new StringBuilder();
		String title = "%s at %s: %d calls admitted, %d refused".formatted(algorithm.id(), RATE,
				steps.stream().mapToInt(Step::admitted).sum(), steps.stream().mapToInt(Step::refused).sum());
		int width = LEFT + STEPS * STEP_WIDTH + 18;
		line(svg, "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 %d 190' role='img' aria-label='%s'>", width,
				title);
		line(svg, "<title>%s</title>%n<style>%s</style>", title, STYLE);
		line(svg, "<rect class='page' x='0.5' y='0.5' width='%d' height='189' rx='6'/>", width - 1);
		for (int second = 0; second <= STEPS / 10; second++) {
			int x = LEFT + second * 10 * STEP_WIDTH;
			line(svg, "<path class='edge' d='M%d 12V168'/><text x='%d' y='183' text-anchor='middle'>%d s</text>", x, x,
					second);
		}
		for (int calls : new int[] { 8, 4, -4, -8 }) {
			line(svg, "<text x='%d' y='%d' text-anchor='end'>%d</text>", LEFT - 6, ZERO - calls * CALL_HEIGHT + 4,
					Math.abs(calls));
		}
		StringBuilder remaining = new StringBuilder();
		for (int i = 0; i < steps.size(); i++) {
			Step step = steps.get(i);
			int x = LEFT + i * STEP_WIDTH;
			bar(svg, "admitted", x, ZERO - step.admitted() * CALL_HEIGHT, step.admitted());
			bar(svg, "refused", x, ZERO, step.refused());
			remaining.append((i == 0) ? 'M' : 'L')
				.append("%d %d".formatted(x, ZERO - step.remaining() * CALL_HEIGHT))
				.append("H%d".formatted(x + STEP_WIDTH));
		}
		line(svg, "<path class='axis' d='M%d %dH%d'/>", LEFT, ZERO, LEFT + STEPS * STEP_WIDTH);
		line(svg, "<path class='remaining' d='%s'/>", remaining);
		return svg.append("</svg>\n").toString();
	}

	private static List<Step> run(Algorithm algorithm) {
		ManualTimeSource time = new ManualTimeSource();
		Limit limit = Limit.of("picture", algorithm, RATE);
		if (algorithm == Algorithm.TOKEN_BUCKET) {
			limit = limit.withCapacity(CAPACITY);
		}
		List<Step> steps = new ArrayList<>();
		try (LocalRateLimiterRegistry registry = new LocalRateLimiterRegistry(List.of(limit), Map.of(), null, time,
				10)) {
			RateLimiter limiter = registry.get("picture");
			for (int i = 0; i < STEPS; i++) {
				int admitted = 0;
				int calls = calls(i);
				for (int call = 0; call < calls; call++) {
					admitted += limiter.tryAcquire("somebody").allowed() ? 1 : 0;
				}
				Decision after = limiter.peek("somebody");
				steps.add(new Step(admitted, calls - admitted, after.remaining()));
				time.advance(STEP);
			}
		}
		return steps;
	}

	private static int calls(int step) {
		boolean steady = step >= 20 && step < 40;
		return steady ? 1 : BURSTS.getOrDefault(step, 0);
	}

	private static void bar(StringBuilder svg, String kind, int x, int y, int calls) {
		if (calls > 0) {
			line(svg, "<rect class='%s' x='%d' y='%d' width='%d' height='%d'/>", kind, x + 1, y, STEP_WIDTH - 2,
					calls * CALL_HEIGHT);
		}
	}

	private static void line(StringBuilder svg, String format, Object... arguments) {
		svg.append(String.format(Locale.ROOT, format.replace("%n", "\n"), arguments)).append('\n');
	}

	private record Step(int admitted, int refused, long remaining) {

	}

}
