package dev.ratelimit.internal.metrics;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.Mode;
import dev.ratelimit.internal.limiter.LimiterListener;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterEach;

/**
 * Limiters of which meters are told.
 */
abstract class MetricsScene {

	final ManualTimeSource time = new ManualTimeSource();

	final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	final List<LocalRateLimiterRegistry> open = new ArrayList<>();

	final Limit two = Limit.of("two", Algorithm.FIXED_WINDOW, "2/1h");

	final Limit three = Limit.of("three", Algorithm.FIXED_WINDOW, "3/1h");

	final Limit trial = Limit.of("trial", Algorithm.FIXED_WINDOW, "1/1h").withMode(Mode.OBSERVE);

	@AfterEach
	void close() {
		this.open.forEach(LocalRateLimiterRegistry::close);
	}

	LocalRateLimiterRegistry limiters(MeterRegistry meters, int maximumSize, Limit... limits) {
		MetricsListener listener = new MetricsListener(meters, List.of(limits).stream().map(Limit::name).toList());
		LocalRateLimiterRegistry registry = new LocalRateLimiterRegistry(List.of(limits), Map.of(),
				(configured, key) -> {
					throw new IllegalStateException("no plans today");
				}, this.time, maximumSize, LimiterListener.of(List.of(listener)));
		this.open.add(registry);
		return registry;
	}

	LocalRateLimiterRegistry limiters(Limit... limits) {
		return limiters(this.meters, 100, limits);
	}

}
