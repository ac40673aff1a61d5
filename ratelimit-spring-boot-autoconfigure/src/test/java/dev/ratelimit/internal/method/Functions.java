package dev.ratelimit.internal.method;

import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.ratelimit.annotation.RateLimited;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.transaction.annotation.Transactional;

/**
 * Functions, consumers and suppliers that are beans. Their {@code @Bean} methods say no
 * more than the interface.
 */
@Configuration(proxyBeanMethods = false)
class Functions {

	@Bean
	Function<String, String> annotatedMethod(Calls calls) {
		return new AnnotatedMethod(calls);
	}

	@Bean
	Function<String, String> annotatedClass(Calls calls) {
		return new AnnotatedClass(calls);
	}

	@Bean
	Function<String, String> record(Calls calls) {
		return new AnnotatedRecord(calls);
	}

	@Bean
	AnnotatedInterface lambda(Calls calls) {
		return (text) -> {
			calls.incrementAndGet();
			return text.toUpperCase();
		};
	}

	@Bean
	Function<String, String> keyed() {
		return new Keyed();
	}

	@Bean
	Consumer<String> consumer(Calls calls) {
		return new AnnotatedConsumer(calls);
	}

	@Bean
	Supplier<String> supplier(Calls calls) {
		return new AnnotatedSupplier(calls);
	}

	static class AnnotatedMethod implements Function<String, String> {

		private final Calls calls;

		AnnotatedMethod(Calls calls) {
			this.calls = calls;
		}

		@Override
		@RateLimited("two")
		public String apply(String text) {
			this.calls.incrementAndGet();
			return text.toUpperCase();
		}

	}

	static class Booked extends AnnotatedMethod {

		Booked(Calls calls) {
			super(calls);
		}

		@Override
		@RateLimited("two")
		@Transactional
		public String apply(String text) {
			return super.apply(text);
		}

	}

	@RateLimited("two")
	static class AnnotatedClass implements Function<String, String> {

		private final Calls calls;

		AnnotatedClass(Calls calls) {
			this.calls = calls;
		}

		@Override
		public String apply(String text) {
			this.calls.incrementAndGet();
			return text.toUpperCase();
		}

	}

	record AnnotatedRecord(Calls calls) implements Function<String, String> {

		@Override
		@RateLimited("two")
		public String apply(String text) {
			this.calls.incrementAndGet();
			return text.toUpperCase();
		}

	}

	@RateLimited("two")
	interface AnnotatedInterface extends Function<String, String> {

	}

	static class Keyed implements Function<String, String> {

		@Override
		@RateLimited(value = "one", key = "#text")
		public String apply(String text) {
			return text;
		}

	}

	static class AnnotatedConsumer implements Consumer<String> {

		private final Calls calls;

		AnnotatedConsumer(Calls calls) {
			this.calls = calls;
		}

		@Override
		@RateLimited("two")
		public void accept(String text) {
			this.calls.incrementAndGet();
		}

	}

	static class AnnotatedSupplier implements Supplier<String> {

		private final Calls calls;

		AnnotatedSupplier(Calls calls) {
			this.calls = calls;
		}

		@Override
		@RateLimited("two")
		public String get() {
			return "call " + this.calls.incrementAndGet();
		}

	}

}
