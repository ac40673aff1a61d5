package dev.ratelimit.autoconfigure;

import java.lang.management.ManagementFactory;
import java.util.List;

import com.sun.management.ThreadMXBean;
import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.metrics.MetricsRecorder;
import dev.ratelimit.metrics.ObservationRecorder;
import dev.ratelimit.store.Recorder;
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
		Decision allowed = Decision.allowed(ONE, 1, 0, 0, 0);
		Decision refused = Decision.refused(TWO, 0, 1, 1);
		List<Decision> decisions = List.of(allowed, refused, Decision.combined(List.of(allowed, refused)));
		try (GenericApplicationContext context = new GenericApplicationContext()) {
			context.refresh();
			Recorder recorder = Recorder
				.of(List.of(new MetricsRecorder(new SimpleMeterRegistry(), List.of("one", "two")),
						new ObservationRecorder(ObservationRegistry.create()), new RefusalEvents(context)));
			assertThat(recorder).isNotNull();
			record(recorder, decisions, CALLS);
			long before = this.threads.getCurrentThreadAllocatedBytes();
			record(recorder, decisions, CALLS);
			// Less than a byte a call: whatever measuring takes, and nothing that grows
			assertThat(this.threads.getCurrentThreadAllocatedBytes() - before).isLessThan(CALLS);
		}
	}

	private static void record(Recorder recorder, List<Decision> decisions, int calls) {
		for (int call = 0; call < calls; call++) {
			for (int i = 0; i < decisions.size(); i++) {
				recorder.decided("key", decisions.get(i));
			}
		}
	}

}
