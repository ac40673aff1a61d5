package dev.ratelimit.autoconfigure;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import dev.ratelimit.Decision;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.RateLimitExceededEvent;
import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.internal.events.RefusalEvents;
import dev.ratelimit.internal.limiter.StoreLimiter;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.EventListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RefusalEventsTests {

	private final ApplicationContextRunner application = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RateLimitAutoConfiguration.class,
				LocalRateLimitAutoConfiguration.class, AnnotationRateLimitAutoConfiguration.class))
		.withPropertyValues("ratelimit.limits.one.rate=1/1d", "ratelimit.limits.one.algorithm=fixed-window",
				"ratelimit.limits.two.rate=2/1d", "ratelimit.limits.two.algorithm=fixed-window",
				"ratelimit.limits.trial.rate=1/1d", "ratelimit.limits.trial.mode=observe")
		.withBean(ManualTimeSource.class);

	private static RateLimiterRegistry limiters(ConfigurableApplicationContext context) {
		return context.getBean(RateLimiterRegistry.class);
	}

	private static void run(ApplicationContextRunner application,
			ContextConsumer<? super AssertableApplicationContext> test) {
		application.run((context) -> {
			assertThat(context).hasNotFailed();
			test.accept(context);
		});
	}

	@Test
	void everyRefusalIsAnEventOnceWhoeverAsked() {
		run(this.application.withUserConfiguration(Recording.class).withBean(Annotated.class), (context) -> {
			List<RateLimitExceededEvent> events = context.getBean(Recording.class).events;
			RateLimiter one = limiters(context).get("one");
			one.tryAcquire("a");
			assertThat(events).isEmpty();
			Decision refused = one.tryAcquire("a");
			assertThat(events).singleElement().satisfies((event) -> {
				assertThat(event.key()).isEqualTo("a");
				assertThat(event.decision()).isSameAs(refused);
				assertThat(event.limit()).isEqualTo("one");
			});
			one.acquire("a", 1, Duration.ofSeconds(1));
			assertThat(events).hasSize(2);
			StoreLimiter.of(one).request("a", 1, null);
			assertThat(events).hasSize(3);
			limiters(context).all("one", "two").tryAcquire("a");
			assertThat(events).hasSize(4);
			Annotated annotated = context.getBean(Annotated.class);
			annotated.call();
			assertThatExceptionOfType(RateLimitExceededException.class).isThrownBy(annotated::call);
			assertThat(events).hasSize(5);
			assertThat(events.get(4).limit()).isEqualTo("one");
		});
	}

	@Test
	void observedCallsAndLooksPublishNoEvent() {
		run(this.application.withUserConfiguration(Recording.class), (context) -> {
			RateLimiter trial = limiters(context).get("trial");
			RateLimiter one = limiters(context).get("one");
			for (int i = 0; i < 3; i++) {
				trial.tryAcquire("a");
			}
			one.tryAcquire("a");
			one.peek("a");
			assertThat(context.getBean(Recording.class).events).isEmpty();
		});
	}

	@Test
	void anEventsTextLeavesTheKeyOut() {
		run(this.application.withUserConfiguration(Recording.class), (context) -> {
			refuse(context, "one", "alice@example.com");
			assertThat(context.getBean(Recording.class).events).singleElement()
				.asString()
				.contains("one")
				.doesNotContain("alice");
		});
	}

	@Test
	void aListenerThatThrowsFailsNoCallAndHasNoOtherMissIt() {
		run(this.application.withUserConfiguration(Recording.class).withBean(Throwing.class), (context) -> {
			assertThat(refuse(context, "one", "a").allowed()).isFalse();
			assertThat(refuse(context, "one", "b").allowed()).isFalse();
			assertThat(context.getBean(Throwing.class).told).isEqualTo(2);
		});
	}

	@Test
	void listenersAddedAfterTheStartAreTold() {
		run(this.application, (context) -> {
			for (int i = 0; i < 3; i++) {
				refuse(context, "one", "a");
			}
			List<ApplicationEvent> events = new ArrayList<>();
			ApplicationListener<ApplicationEvent> late = events::add;
			context.getSourceApplicationContext(ConfigurableApplicationContext.class).addApplicationListener(late);
			refuse(context, "one", "a");
			assertThat(events).singleElement().isInstanceOf(PayloadApplicationEvent.class);
			refuse(context, "one", "a");
			assertThat(events).hasSize(2);
		});
	}

	@Test
	void listenersCreatedLazilyAreTold() {
		run(this.application.withUserConfiguration(LazyListener.class), (context) -> {
			refuse(context, "one", "a");
			refuse(context, "one", "a");
			assertThat((List<?>) context.getBean("events")).hasSize(3);
		});
	}

	@Test
	void listenersInTheParentAreTold() {
		new ApplicationContextRunner().withUserConfiguration(Recording.class)
			.run((parent) -> run(this.application.withParent(parent), (context) -> {
				refuse(context, "one", "a");
				refuse(context, "one", "a");
				assertThat(parent.getBean(Recording.class).events).hasSize(2);
			}));
	}

	@Test
	void whereNobodyListensNothingIsPublished() {
		run(this.application.withUserConfiguration(OtherListeners.class), (context) -> {
			refuse(context, "one", "a");
			assertThat(context.getBean(RefusalEvents.class).heard()).isFalse();
		});
	}

	@Test
	void aListenerThatIsItselfLimitedDoesNotCallItselfWithoutEnd() {
		run(this.application.withBean(Limited.class), (context) -> {
			for (int i = 0; i < 3; i++) {
				refuse(context, "two", "key" + i);
			}
			assertThat(context.getBean(Limited.class).told).isEqualTo(3);
			assertThat(context.getBean(Limited.class).alerts).isEqualTo(1);
		});
	}

	/** Asks until it is refused. */
	private static Decision refuse(ConfigurableApplicationContext context, String limit, String key) {
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

	static class Throwing {

		int told;

		@EventListener
		void refused(RateLimitExceededEvent event) {
			this.told++;
			throw new IllegalStateException("listener");
		}

	}

	static class Annotated {

		@RateLimited("one")
		void call() {
		}

	}

	static class Limited {

		private final RateLimiter limiter;

		int told;

		int alerts;

		Limited(RateLimiterRegistry limiters) {
			this.limiter = limiters.get("one");
		}

		@EventListener
		void refused(RateLimitExceededEvent event) {
			this.told++;
			this.alerts += this.limiter.tryAcquire("alerts").allowed() ? 1 : 0;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class LazyListener {

		@Bean
		List<Object> events() {
			return new ArrayList<>();
		}

		@Bean
		@Lazy
		ApplicationListener<PayloadApplicationEvent<RateLimitExceededEvent>> listener(List<Object> events) {
			return new Listener(events);
		}

	}

	record Listener(
			List<Object> events) implements ApplicationListener<PayloadApplicationEvent<RateLimitExceededEvent>> {

		Listener {
			events.add("created");
		}

		@Override
		public void onApplicationEvent(PayloadApplicationEvent<RateLimitExceededEvent> event) {
			this.events.add(event);
		}

	}

	static class OtherListeners {

		@EventListener
		void refreshed(ContextRefreshedEvent event) {
		}

		@EventListener
		void told(String text) {
		}

	}

}
