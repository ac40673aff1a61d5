package dev.ratelimit.internal.method;

import java.time.Duration;
import java.util.List;

import dev.ratelimit.annotation.RateLimited;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is reported of limited methods, without creating a bean for it.
 */
class RateLimitedReportTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(LimitsConfiguration.class);

	@Test
	void createsNoBeanEarly() {
		this.runner.withBean(Lazy.class, Lazy::new, (definition) -> definition.setLazyInit(true)).run((context) -> {
			assertThat(context).hasNotFailed();
			assertThat(context.getBeanFactory().containsSingleton(Lazy.class.getName())).isFalse();
		});
	}

	@Test
	void listsWhatIsLimited() {
		this.runner.withBean(Reported.class)
			.withBean(Lazy.class, Lazy::new, (definition) -> definition.setLazyInit(true))
			.withPropertyValues("cost=2")
			.run((context) -> {
				String reported = Reported.class.getName();
				String shared = "shared by all";
				assertThat(context.getBean(RateLimitedPostProcessor.class).limitedMethods()).containsExactly(
						new LimitedMethod(Lazy.class.getName() + ".call()", List.of("one"), shared, "1", null, null,
								null, null, null),
						new LimitedMethod(reported + ".bare()", List.of("default"), shared, "1", null, null, null, null,
								null),
						new LimitedMethod(reported + ".full(String, int[])", List.of("two", "plan"), "#name", "2",
								"#p1.length > 0", Duration.ofMillis(200), "#failure != null", "#p1.length", null),
						new LimitedMethod(reported + ".twice(long)", List.of("one"), shared, "1", null, null, null,
								null, null),
						new LimitedMethod(reported + ".twice(long)", List.of("plan"), shared, "#cost", null, null, null,
								null, null));
			});
	}

	static class Lazy {

		@RateLimited("one")
		void call() {
		}

	}

	static class Reported {

		@RateLimited
		void bare() {
		}

		@RateLimited(value = { "two", "plan" }, key = "#name", permits = "${cost}", condition = "#p1.length > 0",
				maxWait = "200ms", refundWhen = "#failure != null", settle = "#p1.length")
		void full(String name, int[] values) {
		}

		@RateLimited("one")
		@RateLimited(value = "plan", permits = "#cost")
		void twice(long cost) {
		}

	}

}
