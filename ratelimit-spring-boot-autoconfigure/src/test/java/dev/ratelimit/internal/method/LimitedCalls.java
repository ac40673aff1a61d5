package dev.ratelimit.internal.method;

import java.util.List;

import dev.ratelimit.Decision;
import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.RateLimiterRegistry;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.context.ApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What limited methods are asked in tests.
 */
final class LimitedCalls {

	private LimitedCalls() {
	}

	static void assertRefused(ThrowingCallable call) {
		assertThatExceptionOfType(RateLimitExceededException.class).isThrownBy(call);
	}

	static long remaining(ApplicationContext context, String limit, String key) {
		Decision decision = context.getBean(RateLimiterRegistry.class).get(limit).peek(key);
		return decision.remaining();
	}

	static List<String> limited(ApplicationContext context) {
		return context.getBean(RateLimitedPostProcessor.class)
			.limitedMethods()
			.stream()
			.map(LimitedMethod::method)
			.toList();
	}

	static void assertWarned(CapturedOutput output, Class<?> type, String method, String reason) {
		assertThat(output.toString().lines())
			.filteredOn((line) -> line.contains("WARN")
					&& line.contains("@RateLimited on " + type.getName() + "." + method + ": has no effect: " + reason))
			.hasSize(1);
	}

}
