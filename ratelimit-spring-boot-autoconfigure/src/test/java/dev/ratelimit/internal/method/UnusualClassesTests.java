package dev.ratelimit.internal.method;

import java.lang.reflect.Proxy;
import java.util.function.Supplier;

import dev.ratelimit.annotation.RateLimited;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static dev.ratelimit.internal.method.LimitedCalls.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Beans of unusual classes are limited all the same.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnusualClassesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(LimitsConfiguration.class);

	@Test
	void anAnonymousBean() {
		this.runner.withBean("anonymous", UnusualBeansTests.Callable.class, () -> new UnusualBeansTests.Callable() {

			@Override
			@RateLimited("one")
			public void call() {
			}

		}).run((context) -> assertLimited(context.getBean(UnusualBeansTests.Callable.class)));
	}

	@Test
	void aMethodOfAHiddenSuperclass() {
		this.runner.withBean(Visible.class).run((context) -> assertLimited(context.getBean(Visible.class)::call));
	}

	@Test
	void aDefaultMethodOfAnInterface() {
		this.runner.withBean(OnlyDefault.class)
			.run((context) -> assertLimited(context.getBean(OnlyDefault.class)::call));
	}

	@Test
	void aMethodWhoseBridgeNarrowsItsType() {
		this.runner.withBean(Narrowing.class).run((context) -> {
			Supplier<?> bean = context.getBean(Narrowing.class);
			bean.get();
			assertRefused(bean::get);
		});
	}

	@Test
	void anEnumThroughItsInterface() {
		this.runner.withBean("constant", UnusualBeansTests.Callable.class, () -> Constant.FIRST)
			.run((context) -> assertLimited(context.getBean(UnusualBeansTests.Callable.class)));
	}

	@Test
	void aBeanThatALaterPostProcessorWraps(CapturedOutput output) {
		this.runner.withBean("service", LimitedInterface.class, () -> () -> {
		}).withBean(Wrapping.class).run((context) -> {
			assertLimited(context.getBean(LimitedInterface.class)::call);
			assertThat(output).doesNotContain("has no effect");
		});
	}

	private static void assertLimited(UnusualBeansTests.Callable bean) {
		bean.call();
		assertRefused(bean::call);
	}

	@FunctionalInterface
	interface LimitedInterface extends UnusualBeansTests.Callable {

		@Override
		@RateLimited("one")
		void call();

	}

	static class HiddenSuperclass {

		@RateLimited("one")
		public void call() {
		}

	}

	public static class Visible extends HiddenSuperclass {

	}

	interface WithDefault {

		@RateLimited("one")
		default void call() {
		}

	}

	static class OnlyDefault implements WithDefault {

	}

	static class Narrowing implements Supplier<Object> {

		@Override
		@RateLimited("one")
		public String get() {
			return "narrow";
		}

	}

	enum Constant implements UnusualBeansTests.Callable {

		FIRST {

			@Override
			@RateLimited("one")
			public void call() {
			}

		}

	}

	/** Wraps what has its proxy already. */
	static class Wrapping implements BeanPostProcessor {

		@Override
		public Object postProcessAfterInitialization(Object bean, String name) {
			return (bean instanceof UnusualBeansTests.Callable callable) ? wrap(callable) : bean;
		}

		private static Object wrap(UnusualBeansTests.Callable callable) {
			return Proxy.newProxyInstance(UnusualBeansTests.Callable.class.getClassLoader(),
					new Class<?>[] { LimitedInterface.class }, (proxy, method, arguments) -> {
						callable.call();
						return null;
					});
		}

	}

}
