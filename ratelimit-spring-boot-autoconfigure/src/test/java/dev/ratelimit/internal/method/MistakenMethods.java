package dev.ratelimit.internal.method;

import java.util.List;
import java.util.stream.Stream;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.annotation.RateLimited;
import org.junit.jupiter.params.provider.Arguments;
import reactor.core.publisher.Mono;

import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Methods with mistakes in limits, costs, times and fallbacks, and what is said about
 * each.
 */
final class MistakenMethods {

	private MistakenMethods() {
	}

	static Stream<Arguments> all() {
		return Stream.of(
				arguments(UnknownLimit.class, "@RateLimited on %s.call()", "unknown limit 'twoo' (did you mean 'two'?)",
						"Known limits: default, one, two, exports, shape, plan"),
				arguments(RepeatedLimit.class, "@RateLimited on %s.call()", "the limit 'two' is named twice", "once"),
				arguments(TooManyPermits.class, "@RateLimited(permits) on %s.call()",
						"3 permits can never be granted: the limit 'two' grants at most 2 at once",
						"ratelimit.limits.two"),
				arguments(TooManyForAll.class, "@RateLimited(permits) on %s.call()",
						"11 permits can never be granted: the limit 'plan' grants at most 10 at once",
						"ratelimit.limits.plan"),
				arguments(NegativePermits.class, "@RateLimited(permits) on %s.call()", "a call cannot cost -1 permits",
						"0 or more"),
				arguments(NoTime.class, "@RateLimited(maxWait) on %s.call()", "'soon' is no time to wait", "200ms"),
				arguments(NegativeTime.class, "@RateLimited(maxWait) on %s.call()", "'-1s' is no time to wait",
						"200ms"),
				arguments(UnknownFallback.class, "@RateLimited(fallback) on %s.call(String)",
						"there is no method 'bussy' (did you mean 'busy'?)",
						"java.lang.String bussy(java.lang.String)"),
				arguments(OtherParameters.class, "@RateLimited(fallback) on %s.call(String)",
						"the fallback 'busy' has other parameters or another return type",
						"java.lang.String busy(java.lang.String)"),
				arguments(OtherType.class, "@RateLimited(fallback) on %s.call()",
						"the fallback 'busy' has other parameters or another return type", "java.lang.String busy()"),
				arguments(OtherElement.class, "@RateLimited(fallback) on %s.call()",
						"the fallback 'busy' has other parameters or another return type",
						"reactor.core.publisher.Mono<java.lang.String> busy()"),
				arguments(OtherList.class, "@RateLimited(fallback) on %s.call(List)",
						"the fallback 'busy' has other parameters or another return type",
						"void busy(java.util.List<java.lang.String>)"),
				arguments(ItsOwnFallback.class, "@RateLimited(fallback) on %s.call()",
						"the fallback 'call' has other parameters", "void call()"),
				arguments(OnInterface.class, "@RateLimited on %s.call()", "unknown limit 'nine'", "Known limits"));
	}

	static class UnknownLimit {

		@RateLimited("twoo")
		void call() {
		}

	}

	static class RepeatedLimit {

		@RateLimited({ "two", "two" })
		void call() {
		}

	}

	static class TooManyPermits {

		@RateLimited(value = { "plan", "two" }, permits = "3")
		void call() {
		}

	}

	static class TooManyForAll {

		@RateLimited(value = "plan", permits = "11")
		void call() {
		}

	}

	static class NegativePermits {

		@RateLimited(permits = "-1")
		void call() {
		}

	}

	static class NoTime {

		@RateLimited(maxWait = "soon")
		void call() {
		}

	}

	static class NegativeTime {

		@RateLimited(maxWait = "-1s")
		void call() {
		}

	}

	static class UnknownFallback {

		@RateLimited(fallback = "bussy")
		String call(String name) {
			return name;
		}

		String busy(String name) {
			return name;
		}

	}

	static class OtherParameters {

		@RateLimited(fallback = "busy")
		String call(String name) {
			return name;
		}

		String busy(Object name) {
			return "";
		}

		String busy(RateLimitExceededException ex, String name) {
			return "";
		}

		String busy() {
			return "";
		}

	}

	static class OtherType {

		@RateLimited(fallback = "busy")
		String call() {
			return "";
		}

		Object busy() {
			return "";
		}

	}

	abstract static class Asking<T> {

		@RateLimited(fallback = "busy")
		Mono<T> call() {
			return Mono.empty();
		}

	}

	static class OtherElement extends Asking<String> {

		Mono<Integer> busy() {
			return Mono.empty();
		}

	}

	static class OtherList {

		@RateLimited(fallback = "busy")
		void call(List<String> names) {
		}

		void busy(List<Integer> names) {
		}

	}

	static class ItsOwnFallback {

		@RateLimited(fallback = "call")
		void call() {
		}

	}

	interface Limited {

		@RateLimited("nine")
		void call();

	}

	static class OnInterface implements Limited {

		@Override
		public void call() {
		}

	}

}
