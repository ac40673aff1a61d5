package dev.ratelimit.requests;

import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.requests.Wire.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Applications that pass requests on to other servers. Spring Cloud Gateway itself, which
 * this class path has not, is tried in {@code compatibility}; here stand-ins note routes
 * as it does.
 */
class GatewayTests {

	private static final String LIMITS = """
			ratelimit:
			  limits: { two: { algorithm: fixed-window, rate: 2/365d }, one: { algorithm: fixed-window, rate: 1/365d } }
			  web:
			    rules:
			      - { limits: two, paths: "/passed/{style}", key: "header['X-Case']" }
			""";

	private static final String ROUTES = LIMITS + """
			      - { limits: two, paths: "/routed/**", key: "route + header['X-Case']", condition: "route != null" }
			      - { limits: one, paths: /body, key: "header['X-Case']", condition: "route == 'body'" }
			""";

	private static final Map<Server, Running> running = new EnumMap<>(Server.class);

	private static Running on(Server server) {
		return running.computeIfAbsent(server, (kind) -> Running.start(kind, ROUTES, Pages.class,
				kind.isReactive() ? ReactiveGateway.class : MvcGateway.class));
	}

	@AfterAll
	static void stop() {
		running.values().forEach(Running::close);
		running.clear();
	}

	private static String someCase() {
		return "X-Case: " + UUID.randomUUID();
	}

	@ParameterizedTest
	@EnumSource
	void headersOfAnotherServerAreLeftOutWhereOursAreWritten(Server server) {
		Response passed = on(server).send("GET", "/passed/on", someCase());
		assertThat(passed.status()).isEqualTo(200);
		assertThat(passed.header("RateLimit")).hasSize(1).first().asString().startsWith("\"two\";r=1;t=");
		assertThat(passed.header("RateLimit-Policy")).containsExactly("\"two\";q=2;w=31536000");
		assertThat(passed.header("X-RateLimit-Limit")).as("not ours").containsExactly("77");
		assertThat(passed.header("Retry-After")).containsExactly("33");
		Response unlimited = on(server).send("GET", "/unlimited", someCase());
		assertThat(unlimited.header("RateLimit")).containsExactly("\"other\";r=5");
	}

	@ParameterizedTest
	@EnumSource
	void eachRouteHasItsQuota(Server server) {
		String own = someCase();
		assertThat(on(server).statuses(3, "GET", "/routed/a", own)).containsExactly(200, 200, 429);
		assertThat(on(server).statuses(3, "GET", "/routed/b", own)).containsExactly(200, 200, 429);
		assertThat(on(server).statuses(1, "GET", "/routed/a", someCase())).containsExactly(200);
	}

	@ParameterizedTest
	@EnumSource
	void whatNoRouteTakesHasNone(Server server) {
		String own = someCase();
		assertThat(on(server).statuses(4, "GET", "/routed/page", own)).containsOnly(200);
		assertThat(on(server).statuses(4, "GET", "/routed/nowhere", own)).containsOnly(404);
	}

	@ParameterizedTest
	@EnumSource
	void aRouteThatDependsOnTheBodyIsNotKnownSoTheRuleApplies(Server server) {
		String request = String.join("\r\n", "POST /body HTTP/1.1", "Host: localhost", "Connection: close", someCase(),
				"Content-Type: text/plain", "Content-Length: 1\r\n\r\na");
		assertThat(on(server).send(request).status()).as("the body is still there").isEqualTo(200);
		assertThat(on(server).send(request).status()).isEqualTo(429);
	}

	@ParameterizedTest
	@EnumSource
	void anAnnotatedMethodKnowsTheRouteThatWasTaken(Server server) {
		String own = someCase();
		assertThat(on(server).statuses(3, "GET", "/work", own)).containsExactly(200, 200, 429);
		assertThat(on(server).status("GET", "/routed/b", own)).as("the same key").isEqualTo(429);
	}

	@ParameterizedTest
	@CsvSource({ "NETTY, route", "TOMCAT, #root.route", "NETTY, getRoute()" })
	void withoutAGatewayTheNameIsAMistake(Server server, String key) {
		String rule = "      - { limits: two, paths: /routed, key: \"%s\" }\n".formatted(key);
		assertThatThrownBy(() -> Running.start(server, LIMITS + rule, Pages.class).close())
			.hasRootCauseInstanceOf(InvalidConfigurationException.class)
			.rootCause()
			.hasMessageContainingAll("ratelimit.web.rules[1].key", "'route'", "only with Spring Cloud Gateway");
	}

	@RestController
	static class Pages {

		@GetMapping({ "/passed/on", "/unlimited" })
		ResponseEntity<String> passedOn() {
			return ResponseEntity.ok()
				.header("RateLimit", "\"other\";r=5")
				.header("ratelimit-policy", "\"other\";q=7", "\"more\";q=8")
				.header("X-RateLimit-Limit", "77")
				.header("Retry-After", "33")
				.body("passed on");
		}

		@GetMapping("/routed/page")
		String page() {
			return "page";
		}

	}

}
