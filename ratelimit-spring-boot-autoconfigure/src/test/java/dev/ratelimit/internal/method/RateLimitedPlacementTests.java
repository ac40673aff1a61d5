package dev.ratelimit.internal.method;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.function.Consumer;
import java.util.function.Function;
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
import org.springframework.core.annotation.AliasFor;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.InitBinder;
import org.springframework.web.bind.annotation.ModelAttribute;

import static dev.ratelimit.internal.method.RateLimitedTests.assertRefused;
import static dev.ratelimit.internal.method.RateLimitedTests.remaining;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where the annotation can stand.
 */
class RateLimitedPlacementTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(LimitsConfiguration.class);

	@Test
	void standsOnATypeForEachMethodThatHasNoneOfItsOwn() {
		with(OnType.class, (bean) -> {
			bean.first();
			assertRefused(bean::second);
			assertRefused(bean::packagePrivate);
			bean.own();
			bean.own();
			assertRefused(bean::own);
			assertThat(bean).hasToString("OnType").isEqualTo(bean);
		});
	}

	@Test
	void leavesAloneOnATypeItsFallback() {
		with(OnTypeWithFallback.class, (bean) -> {
			assertThat(bean.busy()).isEqualTo("busy");
			assertThat(bean.call()).isEqualTo("done");
			assertThat(bean.call()).isEqualTo("busy");
		});
	}

	@Test
	void leavesAloneOnATypeWhatServesMvcsHandlers() {
		with(Controller.class, (bean) -> {
			bean.bind();
			bean.model();
			bean.handle();
			bean.handler();
			assertRefused(bean::handlerWithModel);
		});
	}

	@Test
	void isInheritedFromASuperclassAndReplacedInASubclass() {
		this.runner.withBean(Sub.class).run((context) -> {
			Sub bean = context.getBean(Sub.class);
			bean.first();
			assertRefused(bean::first);
			bean.own();
			assertRefused(bean::own);
			assertThat(remaining(context, "two", "own")).isEqualTo(2);
		});
	}

	@Test
	void standsOnMethodsOfAnInterface() {
		with(Implementation.class, (bean) -> {
			bean.ask("a");
			assertRefused(() -> bean.ask("a"));
			assertRefused(() -> ((Api<String>) bean).ask("a"));
			bean.ask("b");
		});
	}

	@Test
	void standsOnAnInterfaceWhoseMethodTheSuperclassHas() {
		with(Inheriting.class, (bean) -> {
			bean.inherited("a");
			assertRefused(() -> bean.inherited("a"));
		});
	}

	@Test
	void standsOnAnInterfaceItself() {
		with(OfLimitedType.class, (bean) -> {
			bean.get();
			assertRefused(bean::get);
		});
	}

	@Test
	void standsOnTheMethodThatABridgeLeadsTo() {
		with(Generic.class, (bean) -> {
			Function<String, String> raw = bean;
			raw.apply("a");
			assertRefused(() -> raw.apply("a"));
			assertRefused(() -> bean.apply("a"));
		});
	}

	@Test
	void isAMetaAnnotationWhoseAttributesCanBeAliased() {
		this.runner.withBean(Meta.class).run((context) -> {
			Meta bean = context.getBean(Meta.class);
			bean.aliased("a");
			assertThat(remaining(context, "two", "a")).isOne();
			bean.both("a");
			assertThat(remaining(context, "two", "a")).isZero();
			assertRefused(() -> bean.both("b"));
		});
	}

	@Test
	void standsOnPackagePrivateAndProtectedMethods() {
		with(Hidden.class, (bean) -> {
			bean.packagePrivate();
			assertRefused(bean::packagePrivate);
			assertRefused(bean::protectedMethod);
		});
	}

	@Test
	void worksWithoutAutoProxying() {
		this.runner.withPropertyValues("spring.aop.auto=false").withBean(Hidden.class).run((context) -> {
			context.getBean(Hidden.class).packagePrivate();
			assertRefused(() -> context.getBean(Hidden.class).packagePrivate());
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
			Hidden bean = context.getBean(Hidden.class);
			bean.packagePrivate();
			assertRefused(bean::packagePrivate);
		});
	}

	@Test
	void limitsEachPrototype() {
		this.runner
			.withBean(Hidden.class, Hidden::new, (definition) -> definition.setScope(BeanDefinition.SCOPE_PROTOTYPE))
			.run((context) -> {
				context.getBean(Hidden.class).packagePrivate();
				assertRefused(() -> context.getBean(Hidden.class).packagePrivate());
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

	private <T> void with(Class<T> type, Consumer<T> test) {
		this.runner.withBean(type).run((context) -> test.accept(context.getBean(type)));
	}

	@RateLimited("one")
	static class OnType {

		public void first() {
		}

		public void second() {
		}

		void packagePrivate() {
		}

		@RateLimited("two")
		public void own() {
		}

		@Override
		public String toString() {
			return "OnType";
		}

	}

	@RateLimited(value = "one", fallback = "busy")
	static class OnTypeWithFallback {

		public String call() {
			return "done";
		}

		public String busy() {
			return "busy";
		}

	}

	@RateLimited("one")
	static class Controller {

		@InitBinder
		public void bind() {
		}

		@ModelAttribute
		public void model() {
		}

		@ExceptionHandler
		public void handle() {
		}

		@GetMapping
		public void handler() {
		}

		@GetMapping
		@ModelAttribute
		public void handlerWithModel() {
		}

	}

	static class Base {

		@RateLimited(value = "one", key = "'first'")
		public void first() {
		}

		@RateLimited(value = "two", key = "'own'")
		public void own() {
		}

	}

	static class Sub extends Base {

		@Override
		@RateLimited(value = "one", key = "'own'")
		public void own() {
		}

	}

	interface Api<T> {

		@RateLimited(value = "one", key = "#question")
		void ask(T question);

	}

	static class Implementation implements Api<String> {

		@Override
		public void ask(String otherName) {
		}

	}

	interface Inherited {

		@RateLimited(value = "one", key = "#name")
		void inherited(String name);

	}

	static class Superclass {

		public void inherited(String otherName) {
		}

	}

	static class Inheriting extends Superclass implements Inherited {

	}

	@RateLimited("one")
	interface LimitedType {

		String get();

	}

	static class OfLimitedType implements LimitedType {

		@Override
		public String get() {
			return "x";
		}

	}

	static class Generic implements Function<String, String> {

		@Override
		@RateLimited("one")
		public String apply(String value) {
			return value;
		}

	}

	@Retention(RetentionPolicy.RUNTIME)
	@RateLimited("two")
	@interface PerUser {

		@AliasFor(annotation = RateLimited.class, attribute = "key")
		String user();

	}

	static class Meta {

		@PerUser(user = "#name")
		public void aliased(String name) {
		}

		@PerUser(user = "#name")
		@RateLimited("one")
		public void both(String name) {
		}

	}

	static class Hidden {

		@RateLimited("one")
		void packagePrivate() {
		}

		@RateLimited("one")
		protected void protectedMethod() {
		}

	}

	static final class FinalSupplier implements Supplier<String> {

		@Override
		@RateLimited("one")
		public String get() {
			return "x";
		}

	}

	static class Factory implements FactoryBean<Hidden> {

		@Override
		public Hidden getObject() {
			return new Hidden();
		}

		@Override
		public Class<?> getObjectType() {
			return Hidden.class;
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
