package dev.ratelimit.internal.servlet;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import dev.ratelimit.Limit;
import dev.ratelimit.internal.http.HeaderStyle;
import dev.ratelimit.internal.http.RuleDefinition;
import jakarta.servlet.http.HttpServletRequest;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.stereotype.Component;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests whose parameters the server reads only the second time it is asked.
 */
class UnreadableParametersTests {

	private static TestServer server;

	private static RuleDefinition rule(String path, String key, String permits, String condition) {
		return new RuleDefinition(List.of("user"), List.of(path), null, null, key, permits, condition, null, null, null,
				null, null);
	}

	@BeforeAll
	static void start() {
		server = new TestServer(HeaderStyle.STANDARD, Limit.fixedWindow("user", "10/1h").build(),
				Limit.fixedWindow("address", "10/1h").build());
		server.start(
				List.of(RuleDefinition.of("address", "/**"), rule("/key", "request.getParameter('user')", null, null),
						rule("/map", "request.parameterMap['user']?.length", null, null),
						rule("/bean", "@users.of(request)", null, null),
						rule("/cost", null, "request.getParameter('rows')", null),
						rule("/condition", null, null, "request.getParameter('user') != null")),
				false, Map.of(), Endpoints.class, Users.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/key", "/map", "/bean", "/cost", "/condition" })
	void aRequestWithoutReadableParametersIsMalformedAndSpendsNothing(String path) {
		long address = server.left("address");
		for (String form : List.of("user=alice&rows=1&z=%zz", "z=%&user=alice", "user=%c3%28%")) {
			HttpResponse<String> response = server.post(path, form);
			assertThat(response.statusCode()).as(form).isEqualTo(400);
			assertThat(response.headers().allValues("Content-Type")).containsExactly("application/problem+json");
		}
		assertThat(server.left("address")).isEqualTo(address);
		assertThat(server.left("user", "alice")).isEqualTo(10);
		assertThat(Endpoints.served).hasValue(0);
	}

	@Test
	void whereNoExpressionReadsThemTheyAreTheApplicationsMatter() {
		assertThat(server.post("/free", "user=alice&z=%zz").statusCode()).isEqualTo(200);
	}

	@Component("users")
	public static class Users {

		public String of(HttpServletRequest request) {
			return request.getParameter("user");
		}

	}

	@RestController
	static class Endpoints {

		static final AtomicInteger served = new AtomicInteger();

		@PostMapping({ "/key", "/map", "/bean", "/cost", "/condition" })
		void login() {
			served.incrementAndGet();
		}

		@PostMapping("/free")
		void free() {
		}

	}

}
