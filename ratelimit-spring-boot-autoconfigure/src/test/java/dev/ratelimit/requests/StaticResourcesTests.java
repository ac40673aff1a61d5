package dev.ratelimit.requests;

import java.util.UUID;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@code exclude: static} leaves out what is served as a static resource, and nothing
 * that only looks so.
 */
class StaticResourcesTests {

	private static final Running application = Running.start(Server.TOMCAT, """
			ratelimit:
			  limits: { two: { algorithm: fixed-window, rate: 2/365d } }
			  web: { rules: [ { limits: two, paths: /**, exclude: static, key: "header['X-Case']" } ] }
			spring.web.resources.static-locations: classpath:/requests/
			""", Pages.class);

	@AfterAll
	static void stop() {
		application.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/static/secret.txt", "/static/../static/secret.txt", "//static/secret.txt" })
	void whatIsServedStaticallyIsLeftOut(String path) {
		assertThat(application.statuses(4, "GET", path, "X-Case: " + UUID.randomUUID())).doesNotContain(429);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/css/page.css", "/static/none.txt", "/static/", "/", "/none.js", "/favicon.ico" })
	void whatOnlyLooksSoCounts(String path) {
		assertThat(application.statuses(4, "GET", path, "X-Case: " + UUID.randomUUID())).endsWith(429, 429);
	}

	@ParameterizedTest
	@ValueSource(strings = { "POST", "OPTIONS", "DELETE" })
	void otherMethodsCount(String method) {
		assertThat(application.statuses(4, method, "/static/secret.txt", "X-Case: " + UUID.randomUUID())).endsWith(429,
				429);
	}

	@RestController
	static class Pages {

		@GetMapping("/css/page.css")
		String page() {
			return "made by a controller";
		}

	}

}
