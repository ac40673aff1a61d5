package dev.ratelimit.internal.servlet;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import dev.ratelimit.internal.http.HeaderStyle;
import dev.ratelimit.internal.http.RuleDefinition;
import jakarta.servlet.RequestDispatcher;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

import static dev.ratelimit.internal.servlet.RateLimitFilterTests.limit;
import static dev.ratelimit.internal.servlet.RateLimitFilterTests.rule;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * A request is counted once, however its path is written and wherever it is dispatched,
 * on a real Tomcat.
 */
class RateLimitFilterPathTests {

	private static TestServer server;

	@BeforeAll
	static void start() {
		// The path of the error page too: an ERROR dispatch is to that
		RuleDefinition dispatch = new RuleDefinition(List.of("dispatch"), List.of("/dispatch/**", "/error"), null, null,
				null, null, null, null, null, null, null, null);
		server = new TestServer(HeaderStyle.STANDARD, limit("dispatch", 10), limit("paths", 100), limit("variable", 1),
				limit("slug", 1));
		server.start(
				List.of(dispatch, rule("paths", "/api/**", "ip"),
						rule("variable", "/items/{id}/**", "pathVariable['id']"), rule("slug", "/slug/*", "path")),
				false, Map.of(), Endpoints.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "async", "callable", "error", "failing", "forward", "include", "forward-async" })
	void dispatchesAreNotCountedAgain(String path) {
		long before = server.left("dispatch");
		server.get("/dispatch/" + path);
		assertThat(server.left("dispatch")).isEqualTo(before - 1);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api/x", "//api/x", "/api//x", "/api/./x", "/api;a=b/x", "/api/x;c=d", "/%61pi/x",
			"/%2e/api/x", "/api/%2e/x", "/other/../api/x", "/other/%2e%2e/api/x", "/api/x/", "/API/x", "/api" })
	void whateverReachesTheHandlerIsLimited(String target) {
		long before = server.left("paths");
		int status = server.rawStatus(target);
		if (status == 200) {
			assertThat(server.left("paths")).as(target).isEqualTo(before - 1);
		}
		else {
			assertThat(status).as(target).isIn(400, 404);
		}
	}

	@Test
	void someOddlyWrittenPathsDoReachTheHandler() {
		assertThat(server.rawStatus("/api;a=b/x")).isEqualTo(200);
		assertThat(server.rawStatus("/%61pi/x")).isEqualTo(200);
	}

	@Test
	void aPathVariableIsThatOfTheRulesPattern() {
		assertThat(server.get("/items/7/parts/8").statusCode()).isEqualTo(200);
		assertThat(server.get("/items/7/parts/9").statusCode()).isEqualTo(429);
		assertThat(server.get("/items/8/parts/8").statusCode()).isEqualTo(200);
	}

	@Test
	void onePathIsOneKeyHoweverItIsWritten() {
		assertThat(server.rawStatus("/slug/abc")).isEqualTo(200);
		assertThat(server.rawStatus("/slug/%61bc")).isEqualTo(429);
		assertThat(server.rawStatus("/slug/abc;v=1")).isEqualTo(429);
	}

	@RestController
	static class Endpoints {

		@RequestMapping({ "/api/**", "/items/**", "/slug/*" })
		String ok() {
			return "ok";
		}

		@GetMapping("/dispatch/callable")
		Callable<String> callable() {
			return () -> "later";
		}

		@GetMapping("/dispatch/async")
		void async(HttpServletRequest request) {
			request.startAsync().dispatch("/dispatch/target");
		}

		@GetMapping("/dispatch/forward-async")
		void forwardAsync(HttpServletRequest request, HttpServletResponse response)
				throws ServletException, IOException {
			request.getRequestDispatcher("/dispatch/callable").forward(request, response);
		}

		@GetMapping("/dispatch/error")
		void error(HttpServletResponse response) throws IOException {
			response.sendError(503);
		}

		@GetMapping("/dispatch/failing")
		void failing() {
			throw new ResponseStatusException(HttpStatus.CONFLICT);
		}

		@GetMapping("/dispatch/forward")
		void forward(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
			request.getRequestDispatcher("/dispatch/target").forward(request, response);
		}

		@GetMapping("/dispatch/include")
		void include(HttpServletRequest request, HttpServletResponse response) throws ServletException, IOException {
			RequestDispatcher dispatcher = request.getRequestDispatcher("/dispatch/target");
			dispatcher.include(request, response);
		}

		@GetMapping("/dispatch/{target}")
		String target(@PathVariable String target) {
			return target;
		}

	}

}
