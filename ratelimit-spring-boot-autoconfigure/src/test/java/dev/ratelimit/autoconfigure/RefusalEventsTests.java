package dev.ratelimit.autoconfigure;

import java.time.Duration;
import java.util.List;

import dev.ratelimit.Decision;
import dev.ratelimit.RateLimitExceededEvent;
import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.internal.limiter.StoreLimiter;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class RefusalEventsTests extends RefusalEventsScene {

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
			StoreLimiter.of(one).request("a", 1, null, null);
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

	static class Annotated {

		@RateLimited("one")
		void call() {
		}

	}

}
