package dev.ratelimit.internal.limiter;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.mockito.invocation.InvocationOnMock;
import org.mockito.stubbing.Answer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.mockingDetails;

class LimiterListenersTests {

	private static final Answer<Object> THROWS = (InvocationOnMock invocation) -> {
		throw new IllegalStateException("broken");
	};

	static Stream<Consumer<LimiterListener>> whatRecordersAreTold() {
		LimitDecision decision = decision();
		return Stream.of((listener) -> listener.decided("key", 1, decision), (listener) -> listener.waited(decision, 1),
				(listener) -> listener.evicted("api"), (listener) -> listener.settled("key", decision, 2),
				(listener) -> listener.unresolved("api"), (listener) -> listener.answered(1), LimiterListener::failed);
	}

	private static LimitDecision decision() {
		try (LocalRateLimiterRegistry limiters = new LocalRateLimiterRegistry(
				List.of(Limit.of("api", Algorithm.FIXED_WINDOW, "1/1d")), Map.of(), null, new ManualTimeSource(), 1)) {
			return limiters.get("api").tryAcquire("key", 1);
		}
	}

	/** Wherever among them it stands. */
	@ParameterizedTest
	@MethodSource("whatRecordersAreTold")
	void aListenerThatThrowsFailsNoCallAndSilencesNoOther(Consumer<LimiterListener> news) {
		List<LimiterListener> listeners = Stream.generate(() -> mock(LimiterListener.class, THROWS)).limit(4).toList();
		news.accept(Objects.requireNonNull(LimiterListener.of(listeners)));
		assertThat(listeners)
			.allSatisfy((listener) -> assertThat(mockingDetails(listener).getInvocations()).hasSize(1));
	}

}
