package dev.ratelimit.requests;

import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whose quota a request spends, by its peer and by what trusted proxies report.
 */
@ExtendWith(OutputCaptureExtension.class)
class ClientTests {

	private static final String LIMITS = """
			ratelimit:
			  limits: { two: { algorithm: fixed-window, rate: 2/365d } }
			  web:
			    rules: [ { limits: two, paths: /page } ]
			""";

	/** Jetty writes such a peer in brackets. */
	@ParameterizedTest
	@EnumSource
	void aTrustedIpv6PeerIsRecognizedAndItsClientsAreToldApart(Server server) {
		try (Running application = Running.start(server, LIMITS + """
				    trusted-proxies: "::1"
				    client-address-header: CF-Connecting-IP
				""", Pages.class)) {
			for (String client : new String[] { "198.51.100.7", "2001:db8:1:2::3" }) {
				assertThat(IntStream.range(0, 3)
					.map((i) -> application.statusOver("::1", "/page", "CF-Connecting-IP: " + client)))
					.containsExactly(200, 200, 429);
			}
			assertThat(application.statusOver("::1", "/page", "CF-Connecting-IP: 2001:db8:1:2::99")).isEqualTo(429);
			assertThat(IntStream.range(0, 3)
				.map((i) -> application.statusOver("127.0.0.1", "/page", "CF-Connecting-IP: 6.6.6." + i)))
				.containsExactly(200, 200, 429);
		}
	}

	@Test
	void aHeaderThatNobodyReadsIsWarnedAboutOnce(CapturedOutput output) {
		try (Running application = Running.start(Server.TOMCAT, LIMITS, Pages.class)) {
			application.status("GET", "/page");
			assertThat(output).doesNotContain("X-Forwarded-For came");
			application.statuses(2, "GET", "/page", "X-Forwarded-For: 198.51.100.7");
			assertThat(output).containsOnlyOnce("X-Forwarded-For came with a request from 127.0.0.1")
				.contains("ratelimit.web.trusted-proxies");
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
