package dev.ratelimit.autoconfigure;

import java.util.ArrayList;
import java.util.List;

import dev.ratelimit.RateLimitExceededEvent;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.events.RefusalEvents;
import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.ApplicationContextRunner;
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

/**
 * Listeners of every kind, and what becomes of the calls that they hear of.
 */
class RefusalListenersTests extends RefusalEventsScene {

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

	static class Throwing {

		int told;

		@EventListener
		void refused(RateLimitExceededEvent event) {
			this.told++;
			throw new IllegalStateException("listener");
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
