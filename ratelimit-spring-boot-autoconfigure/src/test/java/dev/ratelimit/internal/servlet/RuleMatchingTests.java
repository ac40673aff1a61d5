package dev.ratelimit.internal.servlet;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.internal.address.ClientAddress;
import dev.ratelimit.internal.address.ForwardedAddresses;
import dev.ratelimit.internal.cors.CorsLookup;
import dev.ratelimit.internal.expression.Expressions;
import dev.ratelimit.internal.http.HeaderStyle;
import dev.ratelimit.internal.http.NamedRule;
import dev.ratelimit.internal.http.RuleDefinition;
import dev.ratelimit.internal.http.WebRules;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import dev.ratelimit.internal.servlet.ForwardedAddressResolver;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.support.StaticApplicationContext;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;
import org.springframework.web.util.pattern.PathPatternParser;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Which calls a rule spends for, and whose permits, call by call and without a server.
 */
class RuleMatchingTests {

	private final LocalRateLimiterRegistry limiters = new LocalRateLimiterRegistry(
			List.of(Limit.of("api", Algorithm.FIXED_WINDOW, "10/1h"), Limit.of("one", Algorithm.FIXED_WINDOW, "1/1h")),
			Map.of(), null, new ManualTimeSource(), 100);

	@AfterEach
	void close() {
		this.limiters.close();
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", value = { "GET, GET, true", "GET, HEAD, true", "GET, POST, false", "POST, HEAD, false",
			"post, POST, true", "HEAD, GET, false", "-, DELETE, true" })
	void theMethodsOfARule(String methods, String method, boolean limited) throws Exception {
		RuleDefinition rule = new RuleDefinition(List.of("api"), List.of("/**"), null,
				(methods != null) ? List.of(methods) : null, null, null, null, null, null, null, null, null);
		assertThat(spent(rule, new MockHttpServletRequest(method, "/a"), "127.0.0.1")).isEqualTo(limited ? 1 : 0);
	}

	@ParameterizedTest
	@CsvSource({ "/api/a, true", "/api/health, false", "/other, false", "/x/1, true", "/api/health/b, true" })
	void itsPathsButNotThoseExcluded(String path, boolean limited) throws Exception {
		RuleDefinition rule = new RuleDefinition(List.of("api"), List.of("/api/**", "/x/{id}"),
				List.of("/none", "/api/health"), null, null, null, null, null, null, null, null, null);
		assertThat(spent(rule, get(path), "127.0.0.1")).isEqualTo(limited ? 1 : 0);
	}

	@ParameterizedTest
	@CsvSource({ "pathVariable['id'], 7", "method, GET", "ip, 127.0.0.1", "path, /users/7",
			"header['X-None'], without-key:127.0.0.1", "'', without-key:127.0.0.1" })
	void theKeyIsTheRulesOrTheAddress(String expression, String key) throws Exception {
		RuleDefinition rule = new RuleDefinition(List.of("api"), List.of("/none", "/users/{id}"), null, null,
				expression.isEmpty() ? "''" : expression, "2", null, null, null, null, null, null);
		assertThat(spent(rule, get("/users/7"), key)).isEqualTo(2);
	}

	@ParameterizedTest
	@CsvSource({ "method == 'GET', 1", "method == 'POST', 0", "pathVariable['id'] == '7', 1" })
	void theConditionOfARule(String condition, int spent) throws Exception {
		RuleDefinition rule = new RuleDefinition(List.of("api"), List.of("/users/{id}"), null, null, null, null,
				condition, null, null, null, null, null);
		assertThat(spent(rule, get("/users/7"), "127.0.0.1")).isEqualTo(spent);
	}

	@ParameterizedTest
	@CsvSource({ "200, 0", "401, 1" })
	void whatIsRefundedWhenTheExchangeIsComplete(int status, int spent) throws Exception {
		RuleDefinition rule = new RuleDefinition(List.of("api"), List.of("/{*rest}"), null, null,
				"pathVariable['rest']", null, null, null, "status == 200 and pathVariable['rest'] == '/a'", null, null,
				null);
		assertThat(
				spent(rule, get("/a"), "/a", (request, response) -> ((HttpServletResponse) response).setStatus(status)))
			.isEqualTo(spent);
	}

	/** As when a container has recycled the request. */
	@Test
	void aRefundStillKnowsThePrincipalThatTheFinishedRequestHasForgotten() throws Exception {
		RuleDefinition rule = new RuleDefinition(List.of("api"), List.of("/**"), null, null, "ip", null, null, null,
				"principal == 'alice'", null, null, null);
		MockHttpServletRequest request = get("/a");
		request.setUserPrincipal(() -> "alice");
		assertThat(spent(rule, request, "127.0.0.1", (any, response) -> request.setUserPrincipal(null))).isZero();
		request.setUserPrincipal(() -> "bob");
		assertThat(spent(rule, request, "127.0.0.1")).isEqualTo(1);
	}

	/**
	 * What the earlier rules charged is given back to their keys when a later one
	 * refuses.
	 */
	@Test
	void aLaterRefusalRefundsTheEarlierRules() throws Exception {
		RateLimitFilter filter = filter(RuleDefinition.of("api", "/**"), RuleDefinition.of("one", "/a"));
		assertThat(pass(filter, get("/a"), (request, response) -> {
		})).isEqualTo(200);
		assertThat(pass(filter, get("/a"), (request, response) -> {
		})).isEqualTo(429);
		assertThat(this.limiters.get("api").peek("127.0.0.1").remaining()).isEqualTo(9);
	}

	/** Whoever else serves it sees a name of its own, which must not spend another's. */
	@ParameterizedTest
	@ValueSource(strings = { "/users/%2537", "/users/%252f7" })
	void aVariableIsDecodedOnce(String uri) throws Exception {
		RuleDefinition rule = new RuleDefinition(List.of("api"), List.of("/users/{id}"), null, null,
				"pathVariable['id']", null, null, null, null, null, null, null);
		assertThat(spent(rule, get(uri), "7")).isZero();
	}

	private long spent(RuleDefinition rule, MockHttpServletRequest request, String key) throws Exception {
		return spent(rule, request, key, (any, response) -> {
		});
	}

	private long spent(RuleDefinition rule, MockHttpServletRequest request, String key, FilterChain chain)
			throws Exception {
		pass(filter(rule), request, chain);
		long others = this.limiters.get("api").peek("another").remaining();
		return others - this.limiters.get("api").peek(key).remaining();
	}

	private static int pass(RateLimitFilter filter, MockHttpServletRequest request, FilterChain chain)
			throws ServletException, IOException {
		MockHttpServletResponse response = new MockHttpServletResponse();
		filter.doFilter(request, response, chain);
		return response.getStatus();
	}

	private RateLimitFilter filter(RuleDefinition... rules) {
		StaticApplicationContext context = new StaticApplicationContext();
		context.refresh();
		WebRules compiled = WebRules.compile(NamedRule.list(List.of(rules)), this.limiters,
				new Expressions(context.getBeanFactory()), PathPatternParser.defaultInstance, ServletCall.NAMES);
		return new RateLimitFilter(compiled,
				new ClientAddress(new ForwardedAddressResolver(new ForwardedAddresses("Forwarded", List.of())), 64,
						null),
				HeaderStyle.NONE, new ProblemRefusalHandler(context), new CorsLookup(context));
	}

	private static MockHttpServletRequest get(String path) {
		return new MockHttpServletRequest("GET", path);
	}

}
