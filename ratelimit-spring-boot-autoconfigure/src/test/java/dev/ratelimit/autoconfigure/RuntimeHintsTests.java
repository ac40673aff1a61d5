package dev.ratelimit.autoconfigure;

import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.Predicate;

import dev.ratelimit.Rate;
import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.internal.http.RuleDefinition;
import dev.ratelimit.internal.properties.LimitProperties;
import dev.ratelimit.internal.properties.RateLimitProperties;
import dev.ratelimit.internal.servlet.FinishedServletCall;
import dev.ratelimit.internal.servlet.ServletCall;
import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.Test;

import org.springframework.aot.generate.ClassNameGenerator;
import org.springframework.aot.generate.DefaultGenerationContext;
import org.springframework.aot.generate.InMemoryGeneratedFiles;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.context.aot.ApplicationContextAotGenerator;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.javapoet.ClassName;
import org.springframework.util.ReflectionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.proxies;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.reflection;
import static org.springframework.aot.hint.predicate.RuntimeHintsPredicates.resource;

/**
 * What processing an application ahead of time asks to be kept. No native image is built
 * here.
 */
class RuntimeHintsTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(RateLimitAutoConfiguration.class, LocalRateLimitAutoConfiguration.class,
					AnnotationRateLimitAutoConfiguration.class, WebRateLimitAutoConfiguration.class));

	@Test
	void scripts() throws IOException {
		Resource[] scripts = new PathMatchingResourcePatternResolver()
			.getResources("classpath*:dev/ratelimit/internal/redis/*.lua");
		assertThat(scripts).hasSizeGreaterThan(6);
		process(this.runner
			.withConfiguration(
					AutoConfigurations.of(DataRedisAutoConfiguration.class, RedisRateLimitAutoConfiguration.class))
			.withPropertyValues("ratelimit.store=redis"), (hints) -> {
				for (Resource script : scripts) {
					assertKept(hints, resource().forResource("dev/ratelimit/internal/redis/" + script.getFilename()));
				}
			});
	}

	@Test
	void namesOfARequestInExpressions() {
		process(this.runner, (hints) -> {
			for (String getter : new String[] { "getIp", "getPrincipal", "getHeader", "getRequest", "getPath",
					"getMethod", "getPathVariable" }) {
				assertKept(hints, reflection().onMethodInvocation(ServletCall.class, getter));
			}
			assertKept(hints, reflection().onMethodInvocation(FinishedServletCall.class, "getStatus"));
			assertKept(hints, reflection().onMethodInvocation(FinishedServletCall.class, "getResponse"));
			assertKept(hints, reflection().onMethodInvocation(HttpServletRequest.class, "getRemoteUser"));
		});
	}

	@Test
	void attributesOfTheAnnotation() {
		process(this.runner, (hints) -> {
			assertKept(hints, reflection().onMethodInvocation(RateLimited.class, "fallback"));
			assertKept(hints, reflection().onMethodInvocation(RateLimited.List.class, "value"));
			assertKept(hints, proxies().forInterfaces(RateLimited.class));
		});
	}

	@Test
	void annotatedMethodsTheirFallbacksAndArguments() {
		process(this.runner.withBean(Shop.class), (hints) -> {
			assertKept(hints, reflection().onMethodInvocation(Shop.class, "buy"));
			assertKept(hints, reflection().onMethodInvocation(Shop.class, "soldOut"));
			assertKept(hints, reflection().onMethodInvocation(Closed.class, "closed"));
			assertKept(hints, reflection().onMethodInvocation(Order.class, "customer"));
			assertKept(hints, reflection().onMethodInvocation(Customer.class, "getName"));
			assertThat(reflection().onType(Untold.class)).rejects(hints);
		});
	}

	@Test
	void properties() {
		process(this.runner, (hints) -> {
			for (Class<?> group : new Class<?>[] { RateLimitProperties.class, LimitProperties.class,
					LimitProperties.OverrideProperties.class, LimitProperties.PlanProperties.class,
					RateLimitProperties.Web.class, RuleDefinition.class, RateLimitProperties.Cache.class,
					RateLimitProperties.Redis.class }) {
				Constructor<?> constructor = group.getDeclaredConstructors()[0];
				assertKept(hints, reflection().onConstructorInvocation(constructor));
			}
			Method ofText = Objects.requireNonNull(ReflectionUtils.findMethod(Rate.class, "of", String.class));
			assertKept(hints, reflection().onMethodInvocation(ofText));
		});
	}

	private static void assertKept(RuntimeHints hints, Predicate<RuntimeHints> hint) {
		assertThat(hint).accepts(hints);
	}

	private static void process(WebApplicationContextRunner runner, Consumer<RuntimeHints> assertions) {
		runner.prepare((context) -> {
			DefaultGenerationContext generation = new DefaultGenerationContext(
					new ClassNameGenerator(ClassName.get(RuntimeHintsTests.class)), new InMemoryGeneratedFiles());
			new ApplicationContextAotGenerator()
				.processAheadOfTime((GenericApplicationContext) context.getSourceApplicationContext(), generation);
			assertions.accept(generation.getRuntimeHints());
		});
	}

	static class Closed {

		String closed(Untold untold) {
			return "closed";
		}

	}

	static class Shop extends Closed {

		@RateLimited(value = "api", key = "#order.customer.name", fallback = "soldOut")
		String buy(Order order) {
			return "sold";
		}

		private String soldOut(Order order) {
			return "sold out";
		}

		@RateLimited(value = "api", fallback = "closed")
		String look(Untold untold) {
			return "seen";
		}

	}

	record Order(Customer customer) {

	}

	public static class Customer {

		public String getName() {
			return "name";
		}

	}

	record Untold(String secret) {

	}

}
