package dev.ratelimit.requests;

import java.util.stream.IntStream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.core.env.Environment;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No rule sees endpoints on a port of their own, so that nobody keeps probes away by
 * spending a quota.
 */
class ManagementPortTests {

	private static final String LIMITS = """
			ratelimit:
			  limits: { two: { algorithm: fixed-window, rate: 2/365d } }
			  web:
			    rules:
			      - { limits: two, paths: "/**", key: "'one'" }
			      - { limits: two, paths: "/actuator/**", key: "'principal' + principal" }
			""";

	@ParameterizedTest
	@EnumSource
	void isNotLimited(Server server) {
		try (Running application = Running.start(server, LIMITS + "management.server.port: 0", Pages.class)) {
			int management = application.bean(Environment.class)
				.getRequiredProperty("local.management.port", Integer.class);
			String line = "GET /actuator HTTP/1.1\r\nHost: localhost:%d\r\nConnection: close\r\n\r\n"
				.formatted(application.port());
			assertThat(IntStream.range(0, 4).map((i) -> Wire.status(management, line))).containsOnly(200);
			assertThat(application.statuses(3, "GET", "/page")).as("the application").containsExactly(200, 200, 429);
			assertThat(Wire.status(management, line)).isEqualTo(200);
		}
	}

	@ParameterizedTest
	@EnumSource
	void endpointsOnTheApplicationsPortAreLimited(Server server) {
		try (Running application = Running.start(server, LIMITS, Pages.class)) {
			assertThat(application.statuses(3, "GET", "/actuator")).containsExactly(200, 200, 429);
		}
	}

	@RestController
	static class Pages {

		@GetMapping("/page")
		String page() {
			return "page";
		}

	}

}
