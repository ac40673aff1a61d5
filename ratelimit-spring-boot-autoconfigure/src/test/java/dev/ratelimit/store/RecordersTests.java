package dev.ratelimit.store;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.local.LocalRateLimiterRegistry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.invocation.InvocationOnMock;
import org.mockito.stubbing.Answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockingDetails;

class RecordersTests {

	private static final Answer<Object> THROWS = (InvocationOnMock invocation) -> {
		throw new IllegalStateException("broken");
	};

	static Stream<Consumer<Recorder>> whatRecordersAreTold() {
		Decision decision = decision();
		return Stream.of((recorder) -> recorder.decided("key", decision), (recorder) -> recorder.waited(decision, 1),
				(recorder) -> recorder.evicted("api"), (recorder) -> recorder.unresolved("api"),
				(recorder) -> recorder.answered(1), Recorder::failed);
	}

	private static Decision decision() {
		try (LocalRateLimiterRegistry limiters = new LocalRateLimiterRegistry(
				List.of(Limit.of("api", Algorithm.FIXED_WINDOW, "1/1d")), Map.of(), null, new ManualTimeSource(), 1)) {
			return limiters.get("api").tryAcquire("key");
		}
	}

	/** Wherever among them it stands. */
	@ParameterizedTest
	@MethodSource("whatRecordersAreTold")
	void oneThatThrowsFailsNobodyAndSilencesNoOther(Consumer<Recorder> news) {
		List<Recorder> recorders = Stream.generate(() -> mock(Recorder.class, THROWS)).limit(4).toList();
		news.accept(Objects.requireNonNull(Recorder.of(recorders)));
		assertThat(recorders)
			.allSatisfy((recorder) -> assertThat(mockingDetails(recorder).getInvocations()).hasSize(1));
	}

}
