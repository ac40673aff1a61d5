package dev.ratelimit.compatibility.plain;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import dev.ratelimit.annotation.RateLimited;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.CustomScopeConfigurer;
import org.springframework.boot.CommandLineRunner;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;
import org.springframework.context.event.EventListener;
import org.springframework.context.support.SimpleThreadScope;
import org.springframework.stereotype.Component;

/**
 * Annotated methods, called in many ways.
 */
@Configuration(proxyBeanMethods = false)
class Callers {

	@Bean
	static CustomScopeConfigurer scopes() {
		CustomScopeConfigurer scopes = new CustomScopeConfigurer();
		scopes.setScopes(Map.of("thread", new SimpleThreadScope()));
		return scopes;
	}

	@Bean
	Made made() {
		return new Made();
	}

	@Bean
	Function<String, String> function() {
		return new Upper("!");
	}

	@Bean
	CommandLineRunner manyWays(ApplicationEventPublisher events, Greeting made, Function<String, String> function,
			Scoped scoped, Self self, Later later) {
		return (arguments) -> {
			Answers.print("event", () -> events.publishEvent(new Ping()));
			Answers.print("made", made::greet);
			Answers.print("function", () -> function.apply("a"));
			Answers.print("scoped", scoped::call);
			Answers.print("self", self::callSelf);
			Answers.print("later", () -> later.call().toCompletableFuture().join());
		};
	}

	record Ping() {

	}

	@Component
	static class Listener {

		@EventListener
		@RateLimited(value = "three", key = "'event'")
		void on(Ping ping) {
		}

	}

	interface Greeting {

		@RateLimited(value = "three", key = "'made'")
		void greet();

	}

	static class Made implements FactoryBean<Greeting> {

		@Override
		public Greeting getObject() {
			return () -> {
			};
		}

		@Override
		public Class<?> getObjectType() {
			return Greeting.class;
		}

	}

	record Upper(String end) implements Function<String, String> {

		@Override
		@RateLimited(value = "three", key = "'function'")
		public String apply(String text) {
			return text.toUpperCase() + this.end;
		}

	}

	@Component
	@Scope(value = "thread", proxyMode = ScopedProxyMode.TARGET_CLASS)
	static class Scoped {

		@RateLimited(value = "three", key = "'scoped'")
		void call() {
		}

	}

	@Component
	static class Self {

		private final ObjectProvider<Self> self;

		Self(ObjectProvider<Self> self) {
			this.self = self;
		}

		void callSelf() {
			this.self.getObject().call();
		}

		@RateLimited(value = "three", key = "'self'")
		void call() {
		}

	}

	@Component
	static class Later {

		@RateLimited(value = "three", key = "'later'")
		CompletionStage<String> call() {
			return CompletableFuture.completedFuture("later");
		}

	}

}
