package dev.ratelimit.internal.servlet;

import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.Mode;
import dev.ratelimit.internal.http.HeaderStyle;
import dev.ratelimit.internal.http.RuleDefinition;
import dev.ratelimit.internal.http.Stage;
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
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The filter on a real Tomcat. Each test has a limit, and a path, of its own.
 */
class RateLimitFilterTests {

	private static final String WITHOUT_KEY = "without-key:127.0.0.1";

	private static TestServer server;

	private static Limit limit(String name, long permits) {
		return Limit.of(name, Algorithm.FIXED_WINDOW, permits + "/1m");
	}

	private static RuleDefinition rule(String limit, String path, String key) {
		return new RuleDefinition(List.of(limit), List.of(path), null, null, key, null, null, null, null, null, null,
				null);
	}

	@BeforeAll
	static void start() {
		Limit watched = limit("watched", 1).withMode(Mode.OBSERVE);
		server = new TestServer(HeaderStyle.STANDARD, limit("stream", 10), limit("dispatch", 10), limit("paths", 100),
				limit("head", 10), limit("post", 10), limit("long", 10), limit("user", 10), limit("thrown", 10),
				limit("first", 10), limit("second", 1), limit("a", 10), limit("b", 5), limit("cost", 10),
				limit("variable", 1), limit("slug", 1), limit("conditional", 10), limit("excluded", 10), watched,
				limit("window", 2), limit("preflight", 10), limit("late", 1), limit("early", 10));
		RuleDefinition post = new RuleDefinition(List.of("post"), List.of("/post"), null, List.of("post"), null, null,
				null, null, null, null, null, null);
		RuleDefinition head = new RuleDefinition(List.of("head"), List.of("/head"), null, List.of("GET"), null, null,
				null, null, null, null, null, null);
		RuleDefinition cost = new RuleDefinition(List.of("cost"), List.of("/cost"), null, null, null,
				"T(Long).parseLong(header['Cost'])", null, null, null, null, null, null);
		RuleDefinition conditional = new RuleDefinition(List.of("conditional"), List.of("/conditional"), null, null,
				null, null, "header['Skip'] == null", null, null, null, null, null);
		RuleDefinition excluded = new RuleDefinition(List.of("excluded"), List.of("/some/**"), List.of("/some/health"),
				null, null, null, null, null, null, null, null, null);
		RuleDefinition late = new RuleDefinition(List.of("late"), List.of("/stages"), null, null, null, null, null,
				Stage.AFTER_AUTHENTICATION, null, null, null, null);
		// The path of the error page too: an ERROR dispatch is to that
		RuleDefinition dispatch = new RuleDefinition(List.of("dispatch"), List.of("/dispatch/**", "/error"), null, null,
				null, null, null, null, null, null, null, null);
		server.start(List.of(rule("stream", "/stream", "ip"), dispatch, rule("paths", "/api/**", "ip"), post, head,
				rule("long", "/long", "header['Key']"), rule("user", "/user", "principal"),
				rule("thrown", "/thrown", "header['No'].length()"), rule("first", "/both", "ip"),
				rule("second", "/both", "ip"),
				new RuleDefinition(List.of("b", "a"), List.of("/list"), null, null, null, null, null, null, null, null,
						null, null),
				cost, rule("variable", "/items/{id}/**", "pathVariable['id']"), rule("slug", "/slug/*", "path"),
				conditional, excluded, rule("watched", "/watched", "ip"), rule("window", "/window", "ip"),
				rule("preflight", "/preflight", "ip"), late, rule("early", "/stages", "ip")), false, Map.of(),
				Endpoints.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void admittedAndRefusedResponsesSayWhatIsLeft() {
		HttpResponse<String> first = server.get("/window");
		assertThat(first.headers().allValues("RateLimit-Policy")).containsExactly("\"window\";q=2;w=60");
		assertThat(first.headers().allValues("RateLimit")).containsExactly("\"window\";r=1;t=60");
		server.get("/window");
		HttpResponse<String> refused = server.get("/window");
		assertThat(refused.statusCode()).isEqualTo(429);
		assertThat(refused.headers().allValues("RateLimit")).containsExactly("\"window\";r=0;t=60");
		assertThat(refused.headers().allValues("Retry-After")).containsExactly("60");
		server.time.advance(Duration.ofMillis(59_500));
		assertThat(server.get("/window").headers().allValues("Retry-After")).containsExactly("1");
		server.time.advance(Duration.ofMillis(500));
		assertThat(server.get("/window").statusCode()).isEqualTo(200);
	}

	@Test
	void headersAreThereThoughTheResponseIsCommittedAndStreamed() {
		assertThat(server.get("/stream").headers().firstValue("RateLimit"))
			.hasValueSatisfying((value) -> assertThat(value).startsWith("\"stream\";r=9"));
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
	void getIncludesHead() {
		server.send("HEAD", "/head");
		server.send("POST", "/head");
		assertThat(server.left("head")).isEqualTo(9);
	}

	@Test
	void otherMethodsAreLeftAlone() {
		server.send("GET", "/post");
		server.send("POST", "/post");
		assertThat(server.left("post")).isEqualTo(9);
	}

	@Test
	void preflightsThatNobodyAnswersCountLikeOtherOptions() {
		server.send("OPTIONS", "/preflight", "Origin", "https://a.example", "Access-Control-Request-Method", "GET");
		assertThat(server.left("preflight")).isEqualTo(9);
		server.send("OPTIONS", "/preflight");
		assertThat(server.left("preflight")).isEqualTo(8);
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
	void aRefusalRefundsWhatEarlierRulesCharged() {
		server.get("/both");
		HttpResponse<String> refused = server.get("/both");
		assertThat(refused.statusCode()).isEqualTo(429);
		assertThat(server.left("first")).isEqualTo(9);
		assertThat(refused.headers().firstValue("RateLimit")).hasValue("\"first\";r=9;t=60, \"second\";r=0;t=60");
	}

	@Test
	void aRefusalAfterAuthenticationRefundsWhatWasChargedBefore() {
		server.get("/stages");
		HttpResponse<String> refused = server.get("/stages");
		assertThat(refused.statusCode()).isEqualTo(429);
		assertThat(refused.body()).contains("\"violated-policies\":[\"late\"]");
		assertThat(server.left("early")).isEqualTo(9);
	}

	@Test
	void severalLimitsAreListedInOrder() {
		HttpResponse<String> response = server.get("/list");
		assertThat(response.headers().firstValue("RateLimit-Policy")).hasValue("\"b\";q=5;w=60, \"a\";q=10;w=60");
		assertThat(response.headers().firstValue("RateLimit")).hasValue("\"b\";r=4;t=60, \"a\";r=9;t=60");
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

	@Test
	void aFalseConditionIsNoRule() {
		HttpResponse<String> skipped = server.get("/conditional", "Skip", "1");
		assertThat(skipped.headers().firstValue("RateLimit")).isEmpty();
		server.get("/conditional");
		assertThat(server.left("conditional")).isEqualTo(9);
	}

	@Test
	void excludedPathsAreLeftAlone() {
		server.get("/some/health");
		server.get("/some/thing");
		assertThat(server.left("excluded")).isEqualTo(9);
	}

	@Test
	void anObservingLimitRefusesNothing() {
		server.get("/watched");
		assertThat(server.get("/watched").statusCode()).isEqualTo(200);
	}

	@RestController
	static class Endpoints {

		@RequestMapping({ "/window", "/head", "/post", "/long", "/user", "/thrown", "/both", "/stages", "/list",
				"/cost", "/items/**", "/slug/*", "/conditional", "/some/*", "/watched", "/preflight", "/api/**" })
		String ok() {
			return "ok";
		}

		@GetMapping("/stream")
		StreamingResponseBody stream(HttpServletResponse response) throws IOException {
			response.flushBuffer();
			return (OutputStream out) -> out.write("streamed".getBytes());
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
