package dev.ratelimit.requests;

import java.util.UUID;

import dev.ratelimit.requests.Wire.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rules that show their limits in a way of their own, or not at all.
 */
class RuleHeadersTests {

	private static final String LIMITS = """
			ratelimit:
			  limits:
			    two: { algorithm: fixed-window, rate: 2/365d, key: "header['Key']" }
			    usual: { algorithm: fixed-window, rate: 2/365d, key: "header['Key']" }
			  web:
			    rules:
			      - { limits: two, paths: /shown }
			      - { limits: usual, paths: /shown, headers: none }
			      - { limits: usual, paths: /hidden, headers: none }
			      - { limits: two, paths: /legacy, headers: legacy }
			""";

	private static final Running application = Running.start(Server.TOMCAT, LIMITS, Endpoints.class);

	private final String key = "Key: " + UUID.randomUUID();

	@AfterAll
	static void stop() {
		application.close();
	}

	@Test
	void aRuleThatShowsNoHeadersHidesOnlyItsOwn() {
		Response shown = application.send("GET", "/shown", this.key);
		assertThat(shown.header("RateLimit")).singleElement()
			.asString()
			.startsWith("\"two\";r=1;")
			.doesNotContain("usual");
		assertShowsNoLimit(application.send("GET", "/hidden", this.key));
		Response refused = application.send("GET", "/hidden", this.key);
		assertThat(refused.status()).isEqualTo(429);
		assertThat(refused.header("Retry-After")).hasSize(1);
		assertShowsNoLimit(refused);
	}

	private static void assertShowsNoLimit(Response response) {
		assertThat(response.header("RateLimit")).isEmpty();
		assertThat(response.header("RateLimit-Policy")).isEmpty();
	}

	@Test
	void aRuleShowsItsLimitsInAWayOfItsOwn() {
		Response legacy = application.send("GET", "/legacy", this.key);
		assertThat(legacy.header("X-RateLimit-Limit")).hasSize(1);
		assertThat(legacy.header("RateLimit")).isEmpty();
	}

	@RestController
	static class Endpoints {

		@GetMapping({ "/shown", "/hidden", "/legacy" })
		String page() {
			return "";
		}

	}

}
