package dev.ratelimit.autoconfigure;

import java.lang.management.ManagementFactory;
import java.util.List;

import com.sun.management.ThreadMXBean;
import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.advice.MostRefused;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.events.RefusalEvents;
import dev.ratelimit.internal.limiter.LimiterListener;
import dev.ratelimit.internal.metrics.MetricsListener;
import dev.ratelimit.internal.metrics.ObservationListener;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Taking note of a decision allocates nothing, refusals that nobody listens to included.
 */
class RecordingCostTests {

	private static final int CALLS = 1_000;

	private static final Limit ONE = Limit.of("one", Algorithm.FIXED_WINDOW, "1/1s");

	private static final Limit TWO = Limit.of("two", Algorithm.FIXED_WINDOW, "2/1s");

	private final ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();

	@Test
	void noDecisionMakesARecorderAllocate() {
		LimitDecision allowed = LimitDecision.allowed(ONE, 1, 0, 0, 0);
		LimitDecision refused = LimitDecision.refused(TWO, 0, 1, 1);
		List<LimitDecision> decisions = List.of(allowed, refused, LimitDecision.combined(List.of(allowed, refused)));
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			context.refresh();
			LimiterListener listener = LimiterListener
				.of(List.of(new MetricsListener(new SimpleMeterRegistry(), List.of("one", "two")),
						new ObservationListener(ObservationRegistry.create()), new RefusalEvents(context),
						new MostRefused()));
			assertThat(listener).isNotNull();
			record(listener, decisions, CALLS);
			long before = this.threads.getCurrentThreadAllocatedBytes();
			record(listener, decisions, CALLS);
			// Less than a byte a call: whatever measuring takes, and nothing that grows
			assertThat(this.threads.getCurrentThreadAllocatedBytes() - before).isLessThan(CALLS);
		}
	}

	private static void record(LimiterListener listener, List<LimitDecision> decisions, int calls) {
		for (int call = 0; call < calls; call++) {
			for (int i = 0; i < decisions.size(); i++) {
				listener.decided("key", 1, decisions.get(i));
			}
		}
	}

}
