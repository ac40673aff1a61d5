package dev.ratelimit.internal.method;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.annotation.RateLimited;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * What is answered in place of a refused call.
 */
class RateLimitedFallbackTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(LimitsConfiguration.class)
		.withBean(Service.class);

	@Test
	void answersWithTheFallback() {
		run((service) -> {
			assertThat(service.withFallback("a")).isEqualTo("done a");
			assertThat(service.withFallback("a")).isEqualTo("busy a");
			assertThat(service.withExplainedFallback("b")).isEqualTo("done b");
			assertThat(service.withExplainedFallback("b")).isEqualTo("b refused by one");
			assertThat(service.calls()).containsExactly("a", "b");
		});
	}

	@Test
	void throwsWhatTheFallbackThrows() {
		run((service) -> {
			service.withThrowingFallback();
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(service::withThrowingFallback)
				.withMessage("busy");
		});
	}

	@Test
	@SuppressWarnings("unchecked")
	void takesAFallbackWhoseTypesAreOpen() {
		this.runner.withBean(Open.class).run((context) -> {
			assertThat(context).hasNotFailed();
			Open<String> service = context.getBean(Open.class);
			assertThat(service.list(List.of("a"), Map.of())).isEmpty();
			assertThat(service.list(List.of("a"), Map.of())).isEqualTo(List.of("a"));
			assertThat(service.any(1)).isNull();
			assertThat(service.any(1)).isEqualTo(Optional.of(2));
			service.nothing();
			service.nothing();
		});
	}

	private void run(Consumer<Service> test) {
		this.runner.run((context) -> test.accept(context.getBean(Service.class)));
	}

	static class Open<T> {

		@RateLimited(value = "one", key = "'list'", fallback = "same")
		public List<? extends Object> list(List<T> values, Map<String, ? super Integer> more) {
			return List.of();
		}

		<V> List<V> same(List<V> values, Map<String, Object> more) {
			return values;
		}

		@RateLimited(value = "one", key = "'any'", fallback = "number")
		public <V extends Number> @Nullable Optional<V> any(V value) {
			return null;
		}

		Optional<Integer> number(Number value) {
			return Optional.of(2);
		}

		@RateLimited(value = "one", key = "'nothing'", fallback = "text")
		public void nothing() {
		}

		String text() {
			return "x";
		}

	}

	static class Service {

		private final List<String> calls = new ArrayList<>();

		List<String> calls() {
			return this.calls;
		}

		@RateLimited(value = "one", key = "#user", fallback = "busy")
		public String withFallback(String user) {
			this.calls.add(user);
			return "done " + user;
		}

		String busy(String user) {
			return "busy " + user;
		}

		@RateLimited(value = "one", key = "#user", fallback = "explain")
		public Object withExplainedFallback(String user) {
			this.calls.add(user);
			return "done " + user;
		}

		private String explain(String user, RateLimitExceededException refusal) {
			return user + " refused by " + refusal.decision().limit();
		}

		@RateLimited(value = "one", fallback = "fail")
		public void withThrowingFallback() {
		}

		private static void fail() {
			throw new IllegalStateException("busy");
		}

	}

}
