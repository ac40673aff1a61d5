package dev.ratelimit.internal.method;

import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.util.function.Consumer;

import dev.ratelimit.annotation.RateLimited;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.annotation.AliasFor;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.InitBinder;
import org.springframework.web.bind.annotation.ModelAttribute;

import static dev.ratelimit.internal.method.LimitedCalls.assertRefused;
import static dev.ratelimit.internal.method.LimitedCalls.remaining;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Where the annotation can stand in a class.
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

}
