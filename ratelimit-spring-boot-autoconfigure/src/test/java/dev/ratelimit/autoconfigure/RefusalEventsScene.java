package dev.ratelimit.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import dev.ratelimit.Decision;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.RateLimitExceededEvent;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * An application whose listeners hear of refusals.
 */
abstract class RefusalEventsScene {

	final ApplicationContextRunner application = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RateLimitAutoConfiguration.class,
				LocalRateLimitAutoConfiguration.class, AnnotationRateLimitAutoConfiguration.class))
		.withPropertyValues("ratelimit.limits.one.rate=1/1d", "ratelimit.limits.one.algorithm=fixed-window",
				"ratelimit.limits.two.rate=2/1d", "ratelimit.limits.two.algorithm=fixed-window",
				"ratelimit.limits.trial.rate=1/1d", "ratelimit.limits.trial.mode=observe")
		.withBean(ManualTimeSource.class);

	static RateLimiterRegistry limiters(ConfigurableApplicationContext context) {
		return context.getBean(RateLimiterRegistry.class);
	}

	static void run(ApplicationContextRunner application, ContextConsumer<? super AssertableApplicationContext> test) {
		application.run((context) -> {
			assertThat(context).hasNotFailed();
			test.accept(context);
		});
	}

	/** Asks until it is refused. */
	static Decision refuse(ConfigurableApplicationContext context, String limit, String key) {
		RateLimiter limiter = limiters(context).get(limit);
		Decision decision = limiter.tryAcquire(key);
		while (decision.allowed()) {
			decision = limiter.tryAcquire(key);
		}
		return decision;
	}

	static class Recording {

		final List<RateLimitExceededEvent> events = new ArrayList<>();

		@EventListener
		void refused(RateLimitExceededEvent event) {
			this.events.add(event);
		}

	}

}
