package dev.ratelimit.internal.servlet;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import static dev.ratelimit.internal.servlet.AnsweringServer.CHROME;
import static dev.ratelimit.internal.servlet.AnsweringServer.PATHS;
import static dev.ratelimit.internal.servlet.AnsweringServer.start;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A browser gets a page where it is refused, on a real Tomcat.
 */
class RefusalPageTests {

	@Test
	void aBrowserGetsTheErrorPageAndAProgramTheProblem() {
		try (TestServer server = start(false, Map.of())) {
			for (String path : PATHS) {
				for (String accept : List.of(CHROME, "text/html", "text/html, application/json")) {
					assertPage(server.get(path, "Accept", accept), "Whitelabel Error Page");
				}
				assertThat(server.get(path, "Accept", "application/json, text/html").body()).contains("quota-exceeded");
			}
			assertPage(server.send("POST", "/filtered?a=%26", "Accept", CHROME), "Whitelabel Error Page");
		}
	}

	@Test
	void anApplicationsOwnPageComesFirst() {
		try (TestServer server = start(false, Map.of("spring.web.resources.static-locations", "classpath:/pages/"))) {
			for (String path : PATHS) {
				assertPage(server.get(path, "Accept", CHROME), "Too fast, says the application");
			}
		}
	}

	@Test
	void withoutAnyPageABrowserGetsTheProblem() {
		try (TestServer server = start(false,
				Map.of("spring.web.error.whitelabel.enabled", "false", "server.error.whitelabel.enabled", "false"))) {
			for (String path : PATHS) {
				HttpResponse<String> response = server.get(path, "Accept", CHROME);
				assertThat(response.statusCode()).isEqualTo(429);
				assertThat(response.body()).contains("quota-exceeded");
			}
		}
	}

	/** With Security's defaults, which let nobody unknown see error pages. */
	@Test
	void aBrowserOfSomebodyUnknownGetsThePageAheadOfSecurityWithSecuritysHeaders() {
		try (TestServer server = start(true, Map.of())) {
			HttpResponse<String> page = server.get("/filtered", "Accept", CHROME);
			assertPage(page, "Whitelabel Error Page");
			for (HttpResponse<String> response : List.of(page, server.get("/filtered"))) {
				assertThat(response.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
				assertThat(response.headers().allValues("X-Frame-Options")).containsExactly("DENY");
				assertThat(response.headers().allValues("Cache-Control"))
					.containsExactly("no-cache, no-store, max-age=0, must-revalidate");
			}
		}
	}

	private static void assertPage(HttpResponse<String> response, String text) {
		assertThat(response.statusCode()).isEqualTo(429);
		assertThat(response.body()).contains(text);
		assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
		assertThat(response.headers().allValues("Retry-After")).containsExactly("60");
	}

}
