package dev.ratelimit.internal.method;

import dev.ratelimit.annotation.RateLimited;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.BeanNameAware;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Methods that the container calls on the object itself are reported.
 */
@ExtendWith(OutputCaptureExtension.class)
class ContainerCallsTests {

	private static final String UNLIMITED = ": does not limit the container, which calls it on the object itself";

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(LimitsConfiguration.class);

	@Test
	void warnsAboutCallbacksOfInterfacesAndAnnotations(CapturedOutput output) {
		this.runner.withBean(Callbacks.class)
			.run((context) -> assertWarned(output, Callbacks.class, "afterPropertiesSet()", "destroy()",
					"setBeanName(String)", "inject(ObjectProvider)", "take(ObjectProvider)"));
	}

	@Test
	void warnsAboutMethodsThatADefinitionNames(CapturedOutput output) {
		this.runner.withUserConfiguration(Definitions.class)
			.run((context) -> assertWarned(output, Named.class, "open()", "end()"));
	}

	@Test
	void warnsAboutMethodsThatEndABeanUnasked(CapturedOutput output) {
		this.runner.withUserConfiguration(Definitions.class).withBean(Scanned.class).run((context) -> {
			assertWarned(output, Inferred.class, "shutdown()");
			assertWarned(output, Later.class, "close()");
			assertWarned(output, Scanned.class, "close()");
		});
	}

	@Test
	void doesNotWarnAboutCallsThatPassTheProxy(CapturedOutput output) {
		this.runner.withUserConfiguration(Definitions.class)
			.withBean(Passing.class)
			.run((context) -> assertWarned(output, Passing.class));
	}

	private static void assertWarned(CapturedOutput output, Class<?> type, String... methods) {
		assertThat(output.toString().lines().filter((line) -> line.contains(type.getName() + ".")))
			.allMatch((line) -> line.contains("WARN") && line.contains(UNLIMITED))
			.extracting((line) -> line.substring(line.indexOf(type.getName()) + type.getName().length() + 1,
					line.indexOf(UNLIMITED)))
			.containsExactlyInAnyOrder(methods);
	}

	static class Callbacks implements InitializingBean, DisposableBean, BeanNameAware {

		@Override
		@RateLimited
		public void afterPropertiesSet() {
		}

		@Override
		@RateLimited
		public void destroy() {
		}

		@Override
		@RateLimited
		public void setBeanName(String name) {
		}

		@Autowired
		@RateLimited
		public void inject(ObjectProvider<String> any) {
		}

		@Inject
		@RateLimited
		public void take(ObjectProvider<String> any) {
		}

	}

	static class Named {

		@RateLimited
		public void open() {
		}

		@RateLimited
		public void end() {
		}

		@RateLimited
		public void open(String other) {
		}

		@RateLimited
		public void close() {
		}

	}

	static class Inferred {

		@RateLimited
		public void shutdown() {
		}

	}

	static class Later implements AutoCloseable {

		@Override
		@RateLimited
		public void close() {
		}

		@RateLimited
		public void shutdown() {
		}

	}

	static class Scanned implements AutoCloseable {

		@Override
		@RateLimited
		public void close() {
		}

		@RateLimited
		public void shutdown() {
		}

	}

	@RateLimited
	static class Passing implements AutoCloseable, SmartInitializingSingleton {

		@Override
		public void close() {
		}

		@Override
		@RateLimited
		public void afterSingletonsInstantiated() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Definitions {

		@Bean(initMethod = "open", destroyMethod = "end")
		Named named() {
			return new Named();
		}

		@Bean
		Inferred inferred() {
			return new Inferred();
		}

		@Bean
		@Lazy
		Later later() {
			return new Later();
		}

	}

}
