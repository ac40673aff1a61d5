package dev.ratelimit.internal.method;

import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.internal.method.InheritedRateLimitedTests.Inherited;
import dev.ratelimit.internal.method.InheritedRateLimitedTests.LimitedType;
import dev.ratelimit.internal.method.InheritedRateLimitedTests.Superclass;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static dev.ratelimit.internal.method.LimitedCalls.assertRefused;
import static dev.ratelimit.internal.method.LimitedCalls.remaining;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The annotation on several interfaces of a class.
 */
class SeveralInterfacesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(LimitsConfiguration.class);

	@Test
	void allCountThatAnnotateTheMethod() {
		this.runner.withBean(Both.class).withBean(InheritingBoth.class).run((context) -> {
			Both bean = context.getBean(Both.class);
			bean.inherited("a");
			assertThat(remaining(context, "one", "a")).isZero();
			assertThat(remaining(context, "two", "a")).isOne();
			InheritingBoth inheriting = context.getBean(InheritingBoth.class);
			inheriting.inherited("b");
			assertThat(remaining(context, "one", "b")).isZero();
			assertThat(remaining(context, "two", "b")).isOne();
		});
	}

	@Test
	void oneReplacesTheInterfaceThatItExtends() {
		this.runner.withBean(OfNarrower.class).run((context) -> {
			context.getBean(OfNarrower.class).inherited("a");
			assertThat(remaining(context, "one", "a")).isOne();
			assertThat(remaining(context, "default", "a")).isEqualTo(2);
		});
	}

	@Test
	void eachThatIsAnnotatedCountsForItsMethods() {
		this.runner.withBean(OfLimitedTypes.class).run((context) -> {
			OfLimitedTypes bean = context.getBean(OfLimitedTypes.class);
			bean.ask();
			assertThat(remaining(context, "one", "*")).isOne();
			assertThat(remaining(context, "two", "*")).isOne();
			bean.get();
			assertThat(remaining(context, "one", "*")).isZero();
			assertThat(remaining(context, "two", "*")).isOne();
			assertRefused(bean::own);
		});
	}

	interface AlsoInherited {

		@RateLimited(value = "two", key = "#other")
		void inherited(String other);

	}

	interface Narrower extends Inherited {

		@Override
		@RateLimited(value = "default", key = "#name")
		void inherited(String name);

	}

	static class Both implements Inherited, AlsoInherited {

		@Override
		public void inherited(String otherName) {
		}

	}

	static class InheritingBoth extends Superclass implements Inherited, AlsoInherited {

	}

	static class OfNarrower implements Inherited, Narrower {

		@Override
		public void inherited(String otherName) {
		}

	}

	@RateLimited("two")
	interface OtherLimitedType {

		void ask();

	}

	static class OfLimitedTypes implements LimitedType, OtherLimitedType {

		@Override
		public String get() {
			return "x";
		}

		@Override
		public void ask() {
		}

		public void own() {
		}

	}

}
