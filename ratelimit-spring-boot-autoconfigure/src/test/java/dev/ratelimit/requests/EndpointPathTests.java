package dev.ratelimit.requests;

import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
	@CsvSource({ "TOMCAT, ada", "NETTY, ada", "TOMCAT, a/b", "NETTY, a/b", "TOMCAT, two", "NETTY, two", "TOMCAT, two/a",
			"NETTY, two/a" })
	void aPathNamesALimitAndAKey(Server server, String key) {
		try (Running application = Running.start(server, LIMITS)) {
			RateLimiter limiter = application.bean(RateLimiterRegistry.class).get("two");
			limiter.tryAcquire(key);
			String path = "/actuator/ratelimits/two/" + key;
			assertThat(application.send("GET", path).body()).contains("\"key\":\"" + key + "\"", "\"remaining\":1");
			assertThat(application.status("DELETE", path)).isEqualTo(204);
			assertThat(limiter.peek(key).remaining()).isEqualTo(2);
		}
	}

}
