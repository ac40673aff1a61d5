package dev.ratelimit.internal.method;

import java.util.function.Supplier;

import dev.ratelimit.annotation.RateLimited;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Scope;
import org.springframework.context.annotation.ScopedProxyMode;

import static dev.ratelimit.internal.method.LimitedCalls.assertRefused;
import static dev.ratelimit.internal.method.LimitedCalls.limited;
import static dev.ratelimit.internal.method.LimitedCalls.remaining;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Beans are limited however they are made.
 */
class LimitedBeansTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(LimitsConfiguration.class);

	@Test
	void worksWithoutAutoProxying() {
		this.runner.withPropertyValues("spring.aop.auto=false").withBean(OneCall.class).run((context) -> {
			context.getBean(OneCall.class).one();
			assertRefused(() -> context.getBean(OneCall.class).one());
		});
	}

	@Test
	void limitsAFinalClassThroughItsInterface() {
		this.runner.withBean("bean", Supplier.class, () -> new FinalSupplier()).run((context) -> {
			Supplier<?> bean = context.getBean(Supplier.class);
			bean.get();
			assertRefused(bean::get);
		});
	}

	@Test
	void limitsALambdaThroughItsInterface() {
		this.runner.withBean("bean", LimitedType.class, () -> () -> "x").run((context) -> {
			LimitedType bean = context.getBean(LimitedType.class);
			bean.get();
			assertRefused(bean::get);
		});
	}

	@Test
	void limitsWhatAFactoryBeanMakes() {
		this.runner.withBean("made", Factory.class).run((context) -> {
			OneCall bean = context.getBean(OneCall.class);
			bean.one();
			assertRefused(bean::one);
		});
	}

	@Test
	void limitsEachPrototype() {
		this.runner
			.withBean(OneCall.class, OneCall::new, (definition) -> definition.setScope(BeanDefinition.SCOPE_PROTOTYPE))
			.run((context) -> {
				context.getBean(OneCall.class).one();
				assertRefused(() -> context.getBean(OneCall.class).one());
			});
	}

	@Test
	void countsACallThroughAScopedProxyOnce() {
		this.runner.withUserConfiguration(Scoped.class).run((context) -> {
			context.getBean("scoped", TwoCalls.class).two();
			assertThat(remaining(context, "two", "*")).isOne();
		});
	}

	@Test
	void countsACallToABeanExposedTwiceOnce() {
		this.runner.withUserConfiguration(ExposedTwice.class).run((context) -> {
			context.getBean("second", TwoCalls.class).two();
			assertThat(remaining(context, "two", "*")).isOne();
		});
	}

	@Test
	void doesNotSeeSelfInvocation() {
		this.runner.withBean(SelfInvoking.class).run((context) -> {
			context.getBean(SelfInvoking.class).outer();
			assertThat(remaining(context, "two", "*")).isEqualTo(2);
		});
	}

	static class OneCall {

		@RateLimited("one")
		void one() {
		}

	}

	static final class FinalSupplier implements Supplier<String> {

		@Override
		@RateLimited("one")
		public String get() {
			return "x";
		}

	}

	@RateLimited("one")
	interface LimitedType {

		String get();

	}

	static class Factory implements FactoryBean<OneCall> {

		@Override
		public OneCall getObject() {
			return new OneCall();
		}

		@Override
		public Class<?> getObjectType() {
			return OneCall.class;
		}

	}

	static class TwoCalls {

		@RateLimited("two")
		public void two() {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Scoped {

		@Bean
		@Scope(scopeName = BeanDefinition.SCOPE_PROTOTYPE, proxyMode = ScopedProxyMode.TARGET_CLASS)
		TwoCalls scoped() {
			return new TwoCalls();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class ExposedTwice {

		@Bean
		TwoCalls first() {
			return new TwoCalls();
		}

		@Bean
		TwoCalls second(TwoCalls first) {
			return first;
		}

	}

	static class SelfInvoking extends TwoCalls {

		public void outer() {
			two();
		}

	}

}
