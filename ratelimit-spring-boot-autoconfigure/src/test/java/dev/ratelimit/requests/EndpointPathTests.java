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
			  limits:
			    two: { algorithm: fixed-window, rate: 2/365d }
			    half: { algorithm: fixed-window, rate: 1/365d }
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

	@ParameterizedTest
	@EnumSource
	void aSlashAtTheEndOfALimitIsNoKey(Server server) {
		try (Running application = Running.start(server, LIMITS)) {
			RateLimiter limiter = application.bean(RateLimiterRegistry.class).get("two");
			limiter.tryAcquire("two");
			assertThat(change(application, "two", "{\"rate\": \"9/365d\"}").status()).isEqualTo(200);
			assertThat(application.send("GET", "/actuator/ratelimits/two/").body()).contains("\"overrides\"",
					"\"changed\":true");
			assertThat(application.status("DELETE", "/actuator/ratelimits/two/")).isEqualTo(204);
			assertThat(application.send("GET", "/actuator/ratelimits/two").body()).contains("\"changed\":false");
			assertThat(limiter.peek("two").remaining()).isOne();
		}
	}

	/** Or a security rule by path would be asked about another limit. */
	@ParameterizedTest
	@EnumSource
	void onlyThePathNamesALimitAndAKey(Server server) {
		try (Running application = Running.start(server, LIMITS)) {
			RateLimiter half = application.bean(RateLimiterRegistry.class).get("half");
			half.tryAcquire("ada");
			for (String field : List.of("limit", "path")) {
				assertThat(change(application, "two", "{\"%s\": \"half\", \"rate\": \"9/365d\"}".formatted(field)))
					.matches((answer) -> answer.status() == 400)
					.extracting(Wire.Response::body)
					.asString()
					.contains("leave out the parameter or field '%s'".formatted(field));
				for (String query : List.of("=half", "=half&%s=half".formatted(field))) {
					String suffix = "?" + field + query;
					assertThat(application.status("GET", "/actuator/ratelimits/two" + suffix)).isEqualTo(400);
					assertThat(application.status("DELETE", "/actuator/ratelimits/two" + suffix)).isEqualTo(400);
					assertThat(application.status("DELETE", "/actuator/ratelimits/two/ada" + suffix)).isEqualTo(400);
					assertThat(change(application, "two" + suffix, "{\"rate\": \"9/365d\"}").status()).isEqualTo(400);
				}
			}
			assertThat(application.status("DELETE", "/actuator/ratelimits/half/bob?key=ada")).isEqualTo(400);
			assertThat(change(application, "half/ada", "{\"rate\": \"9/365d\"}").status()).isEqualTo(400);
			assertThat(application.status("DELETE", "/actuator/ratelimits")).isEqualTo(404);
			assertThat(half.peek("ada").remaining()).isZero();
			assertThat(application.send("GET", "/actuator/ratelimits").body()).doesNotContain("\"changed\":true");
		}
	}

	private static Wire.Response change(Running application, String path, String body) {
		return application.send("""
				POST /actuator/ratelimits/%s HTTP/1.1\r
				Host: localhost\r
				Content-Type: application/json\r
				Content-Length: %d\r
				Connection: close\r
				\r
				%s""".formatted(path, body.length(), body));
	}

}
