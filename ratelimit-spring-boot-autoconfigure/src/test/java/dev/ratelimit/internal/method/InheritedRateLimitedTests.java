package dev.ratelimit.internal.method;

import java.util.function.Consumer;
import java.util.function.Function;

import dev.ratelimit.annotation.RateLimited;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static dev.ratelimit.internal.method.LimitedCalls.assertRefused;
import static dev.ratelimit.internal.method.LimitedCalls.remaining;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The annotation on superclasses, interfaces and the methods behind bridges.
 */
class InheritedRateLimitedTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(LimitsConfiguration.class);

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
	void standsOnAMethodOfAGenericSuperclassThatIsOverridden() {
		with(Overriding.class, (bean) -> {
			bean.save("a");
			assertRefused(() -> bean.save("a"));
			assertRefused(() -> ((GenericBase<String>) bean).save("a"));
		});
	}

	@Test
	void standsOnAnInterfaceWhoseMethodAGenericSuperclassHas() {
		with(InheritingGeneric.class, (bean) -> {
			bean.save("a");
			assertRefused(() -> bean.save("a"));
			assertRefused(() -> ((Saving) bean).save("a"));
			assertRefused(() -> ((UnlimitedBase<String>) bean).save("a"));
			bean.save("b");
		});
	}

	private <T> void with(Class<T> type, Consumer<T> test) {
		this.runner.withBean(type).run((context) -> test.accept(context.getBean(type)));
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

	static class GenericBase<T> {

		@RateLimited("one")
		public void save(T value) {
		}

	}

	static class Overriding extends GenericBase<String> {

		@Override
		public void save(String value) {
		}

	}

	interface Saving {

		@RateLimited(value = "one", key = "#value")
		void save(String value);

	}

	static class UnlimitedBase<T> {

		public void save(T any) {
		}

	}

	static class InheritingGeneric extends UnlimitedBase<String> implements Saving {

	}

	static class Generic implements Function<String, String> {

		@Override
		@RateLimited("one")
		public String apply(String value) {
			return value;
		}

	}

}
