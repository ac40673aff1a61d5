package dev.ratelimit;

import java.time.Duration;

import dev.ratelimit.local.LocalRateLimiters;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class RateLimitExceededExceptionTests {

	@Test
	void theMessageNamesTheLimitAndTheWaitForPeopleButNotTheKey() {
		ManualTimeSource time = new ManualTimeSource();
		try (LocalRateLimiters limiters = LocalRateLimiters.builder()
			.limit(Limit.tokenBucket("api", "1/5m").build())
			.time(time)
			.build()) {
			limiters.get("api").tryAcquire("alice");
			time.advance(Duration.ofMillis(2_656));
			assertThat(new RateLimitExceededException(limiters.get("api").tryAcquire("alice")))
				.hasMessage("Limit 'api' exceeded, retry after 4 minutes 58 seconds");
		}
	}

}
