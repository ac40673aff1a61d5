package dev.ratelimit.internal.method;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import org.springframework.context.ApplicationContext;
import org.springframework.util.function.ThrowingConsumer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Counts the calls of a method that is under the limit {@code two}.
 */
@SuppressWarnings("serial")
class Calls extends AtomicInteger {

	static void assertOnlyTwoOfFourRun(ApplicationContext context, ThrowingConsumer<Integer> call) {
		List<Boolean> failed = IntStream.range(0, 4).mapToObj((i) -> fails(() -> call.accept(i))).toList();
		assertThat(context.getBean(Calls.class)).hasValue(2);
		assertThat(failed.subList(0, 2)).containsOnly(false);
	}

	private static boolean fails(Runnable call) {
		try {
			call.run();
			return false;
		}
		catch (RuntimeException ex) {
			assertThat(ex).hasStackTraceContaining("Limit 'two' exceeded");
			return true;
		}
	}

}
