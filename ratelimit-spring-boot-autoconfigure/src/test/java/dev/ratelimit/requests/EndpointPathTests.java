package dev.ratelimit.requests;

import java.util.List;

import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The endpoint on real servers: a path names a limit and a key, which may have slashes.
 */
class EndpointPathTests {

	private static final String LIMITS = """
			ratelimit:
			  limits: { two: { algorithm: fixed-window, rate: 2/365d } }
			management.endpoints.web.exposure.include: ratelimits
			""";

	@ParameterizedTest
	@EnumSource
	void aPathNamesALimitAndAKey(Server server) {
		try (Running application = Running.start(server, LIMITS)) {
			RateLimiter limiter = application.bean(RateLimiterRegistry.class).get("two");
			for (String key : List.of("ada", "a/b", "two", "two/a", "a two")) {
				limiter.tryAcquire(key);
				String path = "/actuator/ratelimits/two/" + key.replace(" ", "%20");
				assertThat(application.send("GET", path).body()).contains("\"key\":\"" + key + "\"", "\"remaining\":1");
				assertThat(application.status("DELETE", path)).isEqualTo(204);
				assertThat(limiter.peek(key).remaining()).isEqualTo(2);
			}
		}
	}

}
