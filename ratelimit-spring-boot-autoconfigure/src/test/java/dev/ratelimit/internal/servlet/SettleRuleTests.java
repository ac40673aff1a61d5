package dev.ratelimit.internal.servlet;

import java.util.List;
import java.util.Map;

import dev.ratelimit.Limit;
import dev.ratelimit.internal.http.HeaderStyle;
import dev.ratelimit.internal.http.RuleDefinition;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Costs that are known after the answer, on a real Tomcat, every test on a key of its
 * own.
 */
class SettleRuleTests {

	private static TestServer server;

	private static RuleDefinition rule(String limit, String permits, String refundWhen, String settle) {
		return new RuleDefinition(List.of(limit), List.of("/*"), null, null, "header['Key']", permits, null, null,
				refundWhen, null, null, settle);
	}

	@BeforeAll
	static void start() {
		String tokens = "request.getAttribute('tokens')";
		server = new TestServer(HeaderStyle.STANDARD, limit("tokens"), limit("free"), limit("failed"), limit("header"));
		server.start(
				List.of(rule("tokens", "10", null, tokens), rule("free", "0", null, tokens),
						rule("failed", "10", "status >= 500", tokens),
						rule("header", "10", null, "response.getHeader('Tokens').length()")),
				false, Map.of(), Endpoints.class);
	}

	private static Limit limit(String name) {
		return Limit.fixedWindow(name, "100/1h").build();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@CsvSource({ "3, 97", "10, 90", "25, 75", "0, 100", "100, 0", "-1, 90", "many, 90" })
	void theCallCostsWhatTheResponseSays(String tokens, long left) {
		server.get("/answer?tokens=" + tokens, "Key", "answer" + tokens);
		assertThat(server.left("tokens", "answer" + tokens)).isEqualTo(left);
	}

	@Test
	void withoutAValueItCostsWhatItWasCharged() {
		server.get("/answer", "Key", "none");
		assertThat(server.left("tokens", "none")).isEqualTo(90);
		assertThat(server.left("header", "none")).as("the expression throws").isEqualTo(90);
	}

	@Test
	void aStreamIsSettledAtItsEnd() {
		assertThat(server.get("/stream?tokens=40", "Key", "stream").body()).isEqualTo("one two three");
		assertThat(server.left("tokens", "stream")).isEqualTo(60);
	}

	@Test
	void aCallThatWasForFreeMayYetCost() {
		server.get("/answer?tokens=30", "Key", "free");
		assertThat(server.left("free", "free")).isEqualTo(70);
	}

	@Test
	void whatIsGivenBackIsNotSettled() {
		server.get("/answer?tokens=30&status=503", "Key", "failed");
		assertThat(server.left("failed", "failed")).isEqualTo(100);
		assertThat(server.left("tokens", "failed")).isEqualTo(70);
	}

	@Test
	void aKeyInDebtIsRefusedAndItsRefusalCostsNothing() {
		server.get("/answer?tokens=150", "Key", "debt");
		assertThat(server.left("tokens", "debt")).isZero();
		assertThat(server.get("/answer?tokens=1", "Key", "debt").statusCode()).isEqualTo(429);
		assertThat(server.left("free", "debt")).as("in debt for the first call").isZero();
	}

	@RestController
	static class Endpoints {

		@GetMapping("/answer")
		void answer(@RequestParam(required = false) String tokens, @RequestParam(defaultValue = "200") int status,
				HttpServletRequest request, HttpServletResponse response) {
			request.setAttribute("tokens", tokens);
			response.setStatus(status);
		}

		@GetMapping("/stream")
		StreamingResponseBody stream(@RequestParam long tokens, HttpServletRequest request) {
			return (out) -> {
				out.write("one two three".getBytes());
				out.flush();
				request.setAttribute("tokens", tokens);
			};
		}

	}

}
