package dev.ratelimit.internal.servlet;

import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.Mode;
import dev.ratelimit.internal.http.HeaderStyle;
import dev.ratelimit.internal.http.RuleDefinition;
import dev.ratelimit.internal.http.Stage;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The filter on a real Tomcat. Each test has a limit, and a path, of its own.
 */
class RateLimitFilterTests {

	private static TestServer server;

	static Limit limit(String name, long permits) {
		return Limit.of(name, Algorithm.FIXED_WINDOW, permits + "/1m");
	}

	static RuleDefinition rule(String limit, String path, String key) {
		return new RuleDefinition(List.of(limit), List.of(path), null, null, key, null, null, null, null, null, null,
				null);
	}

	@BeforeAll
	static void start() {
		Limit watched = limit("watched", 1).withMode(Mode.OBSERVE);
		RuleDefinition post = new RuleDefinition(List.of("post"), List.of("/post"), null, List.of("post"), null, null,
				null, null, null, null, null, null);
		RuleDefinition head = new RuleDefinition(List.of("head"), List.of("/head"), null, List.of("GET"), null, null,
				null, null, null, null, null, null);
		RuleDefinition conditional = new RuleDefinition(List.of("conditional"), List.of("/conditional"), null, null,
				null, null, "header['Skip'] == null", null, null, null, null, null);
		RuleDefinition excluded = new RuleDefinition(List.of("excluded"), List.of("/some/**"), List.of("/some/health"),
				null, null, null, null, null, null, null, null, null);
		RuleDefinition late = new RuleDefinition(List.of("late"), List.of("/stages"), null, null, null, null, null,
				Stage.AFTER_AUTHENTICATION, null, null, null, null);
		server = new TestServer(HeaderStyle.STANDARD, limit("stream", 10), limit("head", 10), limit("post", 10),
				limit("first", 10), limit("second", 1), limit("a", 10), limit("b", 5), limit("conditional", 10),
				limit("excluded", 10), watched, limit("window", 2), limit("preflight", 10), limit("late", 1),
				limit("early", 10));
		server.start(List.of(rule("stream", "/stream", "ip"), post, head, rule("first", "/both", "ip"),
				rule("second", "/both", "ip"),
				new RuleDefinition(List.of("b", "a"), List.of("/list"), null, null, null, null, null, null, null, null,
						null, null),
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

		@RequestMapping({ "/window", "/head", "/post", "/both", "/stages", "/list", "/conditional", "/some/*",
				"/watched", "/preflight" })
		String ok() {
			return "ok";
		}

		@GetMapping("/stream")
		StreamingResponseBody stream(HttpServletResponse response) throws IOException {
			response.flushBuffer();
			return (OutputStream out) -> out.write("streamed".getBytes());
		}

	}

}
