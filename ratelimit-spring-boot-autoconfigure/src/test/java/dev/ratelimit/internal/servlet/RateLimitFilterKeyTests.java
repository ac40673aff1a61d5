package dev.ratelimit.internal.servlet;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

import dev.ratelimit.internal.http.HeaderStyle;
import dev.ratelimit.internal.http.RuleDefinition;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

import static dev.ratelimit.internal.servlet.RateLimitFilterTests.limit;
import static dev.ratelimit.internal.servlet.RateLimitFilterTests.rule;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Whose permits a request spends, and how many, on a real Tomcat.
 */
class RateLimitFilterKeyTests {

	private static final String WITHOUT_KEY = "without-key:127.0.0.1";

	private static TestServer server;

	@BeforeAll
	static void start() {
		RuleDefinition cost = new RuleDefinition(List.of("cost"), List.of("/cost"), null, null, null,
				"T(Long).parseLong(header['Cost'])", null, null, null, null, null, null);
		server = new TestServer(HeaderStyle.STANDARD, limit("long", 10), limit("user", 10), limit("thrown", 10),
				limit("cost", 10));
		server.start(List.of(rule("long", "/long", "header['Key']"), rule("user", "/user", "principal"),
				rule("thrown", "/thrown", "header['No'].length()"), cost), false, Map.of(), Endpoints.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void aLongKeyIsAKeyLikeAnyOther() {
		server.get("/long", "Key", "x".repeat(4000));
		assertThat(server.left("long", "x".repeat(4000))).isEqualTo(9);
		assertThat(server.left("long", "x".repeat(3999))).isEqualTo(10);
	}

	@Test
	void withoutUserTheKeyIsTheClientsAddress() {
		assertThat(server.get("/user").statusCode()).isEqualTo(200);
		assertThat(server.left("user", WITHOUT_KEY)).isEqualTo(9);
	}

	@Test
	void anExpressionThatThrowsLimitsByTheClientsAddress() {
		assertThat(server.get("/thrown").statusCode()).isEqualTo(200);
		assertThat(server.left("thrown", WITHOUT_KEY)).isEqualTo(9);
	}

	@Test
	void theClientIsWhomATrustedProxyNames() {
		server.get("/user", "X-Forwarded-For", "6.6.6.6, 198.51.100.7");
		assertThat(server.left("user", "without-key:198.51.100.7")).isEqualTo(9);
		assertThat(server.left("user", "without-key:6.6.6.6")).isEqualTo(10);
	}

	@Test
	void aComputedCostAboveTheQuotaIsRefused() {
		assertThat(server.get("/cost", "Cost", "1").statusCode()).isEqualTo(200);
		for (String cost : List.of("11", Long.toString(Long.MAX_VALUE))) {
			HttpResponse<String> refused = server.get("/cost", "Cost", cost);
			assertThat(refused.statusCode()).isEqualTo(429);
			assertThat(refused.headers().firstValue("RateLimit").orElseThrow())
				.endsWith("t=" + refused.headers().firstValue("Retry-After").orElseThrow());
		}
		assertThat(server.left("cost")).isEqualTo(9);
	}

	@ParameterizedTest
	@ValueSource(strings = { "-7", "", "0x7FFFFFFF", "many", "1e3" })
	void aCostThatCannotBeReadIsTheWholeQuota(String cost) {
		String client = "203.0.113." + (Math.abs(cost.hashCode()) % 200 + 1);
		assertThat(server.get("/cost", "Cost", cost, "X-Forwarded-For", client).statusCode()).isEqualTo(200);
		assertThat(server.left("cost", client)).isZero();
		assertThat(server.get("/cost", "Cost", "1", "X-Forwarded-For", client).statusCode()).isEqualTo(429);
	}

	@Test
	void duplicateLinesOfAHeaderAreTheFirst() {
		for (String other : List.of("a", "b", "c")) {
			server.get("/long", "Key", "twice", "Key", other);
		}
		assertThat(server.left("long", "twice")).isEqualTo(7);
		assertThat(server.left("long", "a")).isEqualTo(10);
	}

	@RestController
	static class Endpoints {

		@RequestMapping({ "/long", "/user", "/thrown", "/cost" })
		String ok() {
			return "ok";
		}

	}

}
