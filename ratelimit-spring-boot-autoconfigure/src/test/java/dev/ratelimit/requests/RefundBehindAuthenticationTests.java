package dev.ratelimit.requests;

import java.io.IOException;

import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.requests.ReactiveOutcomeTests.Evaluations;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The filter ahead of authentication completes what the one behind it has charged, with
 * no rule of its own that asks for the outcome.
 */
@Timeout(60)
class RefundBehindAuthenticationTests {

	private static final String LIMITS = """
			ratelimit:
			  limits:
			    missing: { algorithm: fixed-window, rate: 10/365d }
			    seen: { algorithm: fixed-window, rate: 10/365d }
			  web:
			    rules:
			      - { limits: missing, paths: /**, stage: after-authentication, key: "header['Key']", refund-when: "status == 404" }
			      - { limits: seen, paths: /**, stage: after-authentication, key: "header['Key']", refund-when: "@evaluations.count(header['Key'])" }
			""";

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "NETTY" })
	void theOutcomeDecides(Server server) throws IOException, InterruptedException {
		try (Running application = Running.start(server, LIMITS, Evaluations.class)) {
			assertThat(application.send("GET", "/nowhere", "Key: " + server).status()).isEqualTo(404);
			Evaluations.await(server.toString());
			assertThat(application.bean(RateLimiterRegistry.class).get("missing").peek(server.toString()).remaining())
				.isEqualTo(10);
			assertThat(application.bean(RateLimiterRegistry.class).get("seen").peek(server.toString()).remaining())
				.isEqualTo(9);
		}
	}

}
