package dev.ratelimit.compatibility.cloud;

import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.annotation.RateLimited;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.cloud.context.config.annotation.RefreshScope;
import org.springframework.cloud.function.context.FunctionCatalog;
import org.springframework.cloud.openfeign.EnableFeignClients;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Component;

@SpringBootApplication
@EnableFeignClients
public class CloudApplication {

	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(CloudApplication.class);
		application.setDefaultProperties(Map.of("upstream", Upstream.start()));
		application.run(args);
	}

	@Bean
	Function<String, String> plain() {
		return (text) -> text;
	}

	@Bean
	Function<String, String> shout() {
		return new Shout();
	}

	@Bean
	CommandLineRunner calls(Quotes quotes, FunctionCatalog functions, ObjectProvider<Refreshed> refreshed,
			ObjectProvider<org.springframework.cloud.context.scope.refresh.RefreshScope> scope) {
		return (arguments) -> {
			call("client", () -> quotes.of("client"));
			call("fallback", () -> quotes.orStale("fallback"));
			call("function", () -> functions.<Function<String, String>>lookup("shout").apply("function"));
			call("composed", () -> functions.<Function<String, String>>lookup("plain|shout").apply("composed"));
			refreshed.ifAvailable((bean) -> call("refreshed", () -> {
				scope.ifAvailable((all) -> all.refreshAll());
				return bean.answer();
			}));
		};
	}

	private static void call(String name, Supplier<String> call) {
		for (int i = 0; i < 4; i++) {
			try {
				System.out.println(name + " " + call.get());
			}
			catch (RateLimitExceededException ex) {
				System.out.println(name + " refused");
			}
		}
	}

	static class Shout implements Function<String, String> {

		@Override
		@RateLimited(value = "three", key = "#text")
		public String apply(String text) {
			return text.toUpperCase();
		}

	}

	@Component
	@RefreshScope
	@ConditionalOnProperty("spring.cloud.refresh.enabled")
	static class Refreshed {

		@RateLimited(value = "three", key = "'refreshed'")
		String answer() {
			return "answer";
		}

	}

}
