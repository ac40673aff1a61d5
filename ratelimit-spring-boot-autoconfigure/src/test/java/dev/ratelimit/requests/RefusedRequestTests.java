package dev.ratelimit.requests;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.regex.Pattern;

import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.internal.redis.RedisServer;
import dev.ratelimit.requests.Wire.Response;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a refused request costs: trips to Redis, lines in the log, and what is read of it.
 */
@ExtendWith(OutputCaptureExtension.class)
class RefusedRequestTests {

	private static final String LIMITS = """
			ratelimit:
			  limits:
			    first: { algorithm: fixed-window, rate: 50/365d }
			    second: { algorithm: fixed-window, rate: 40/365d }
			    third: { algorithm: fixed-window, rate: 2/365d }
			  web:
			    rules:
			      - { limits: first, paths: /ruled, key: "header['X-First']" }
			      - { limits: second, paths: /ruled }
			      - { limits: third, paths: /ruled }
			""";

	private static final Pattern ASKED = Pattern.compile("cmdstat_eval(?:sha)?:calls=(\\d+)");

	/** Only the script that shares changes at run time, every two seconds, calls it. */
	private static final Pattern SHARED = Pattern.compile("cmdstat_hgetall:calls=(\\d+)");

	private static final Set<String> read = new ConcurrentSkipListSet<>();

	private static final RedisServer redis = RedisServer.start();

	private static final Running shared = Running.start(Server.TOMCAT, """
			spring.data.redis.port: %d
			ratelimit.store: redis
			ratelimit.redis.timeout: 10s
			""".formatted(redis.port()) + LIMITS, Endpoints.class);

	@AfterAll
	static void stop() {
		shared.close();
		redis.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/ruled", "/annotated" })
	void makesOneTripARuleAndOneForEachChargeThatGoesBack(String path) {
		forget();
		shared.statuses(2, "GET", path, "X-First: a");
		redis.command("CONFIG", "RESETSTAT");
		Response refused = shared.send("GET", path, "X-First: a");
		assertThat(refused.status()).isEqualTo(429);
		assertThat(trips()).isEqualTo(5);
		assertThat(refused.header("RateLimit")).singleElement()
			.asString()
			.matches("\"first\";r=48;t=\\d+, \"second\";r=38;t=\\d+, \"third\";r=0;t=\\d+");
	}

	/** On a busy machine the connection may come late, and the node decide until then. */
	private static void forget() {
		while (shared.bean(RateLimiterRegistry.class).get("first").tryAcquire("somebody").degraded()) {
			Thread.onSpinWait();
		}
		redis.command("FLUSHALL");
	}

	private static int trips() {
		String commands = redis.command("INFO", "commandstats");
		return calls(ASKED, commands) - calls(SHARED, commands);
	}

	private static int calls(Pattern command, String commands) {
		return command.matcher(commands).results().mapToInt((found) -> Integer.parseInt(found.group(1))).sum();
	}

	@ParameterizedTest
	@MethodSource("dev.ratelimit.requests.Server#servlet")
	void isLoggedNowhereAndReadNoFurtherThanItsExpressionsAsk(Server server, CapturedOutput output) {
		try (Running application = Running.start(server, LIMITS, Endpoints.class)) {
			String post = """
					POST /ruled HTTP/1.1\r
					Host: localhost\r
					Content-Type: application/x-www-form-urlencoded\r
					Cookie: session=1\r
					Content-Length: 7\r
					Connection: close\r
					\r
					a=1&b=2""";
			for (int status : List.of(200, 200, 429)) {
				assertThat(application.send(post).status()).isEqualTo(status);
			}
			int before = output.length();
			read.clear();
			assertThat(application.send(post).status()).isEqualTo(429);
			assertThat(output.subSequence(before, output.length())).isEmpty();
			assertThat(read).contains("getHeader")
				.doesNotContain("getParameter", "getParameterMap", "getParameterNames", "getParameterValues",
						"getParts", "getPart", "getInputStream", "getReader", "getSession", "getCookies",
						"getUserPrincipal", "getRemoteUser", "isUserInRole", "authenticate", "getRemoteHost",
						"getLocalName", "getHeaderNames");
		}
	}

	@Test
	void twoChargesToOneKeyShowWhatIsLeftAfterBoth() {
		forget();
		shared.statuses(2, "GET", "/twice");
		assertThat(shared.send("GET", "/twice").header("RateLimit")).singleElement()
			.asString()
			.startsWith("\"first\";r=46;");
	}

	@RestController
	static class Endpoints {

		@GetMapping("/ruled")
		Map<String, String> ruled() {
			return Map.of();
		}

		@PostMapping("/ruled")
		Map<String, String> posted() {
			return Map.of();
		}

		@RateLimited(value = "first", key = "header['X-First']")
		@RateLimited("second")
		@RateLimited("third")
		@GetMapping("/annotated")
		Map<String, String> annotated() {
			return Map.of();
		}

		@RateLimited("first")
		@RateLimited("first")
		@RateLimited("third")
		@GetMapping("/twice")
		Map<String, String> twice() {
			return Map.of();
		}

		@Bean
		FilterRegistrationBean<Filter> reader() {
			FilterRegistrationBean<Filter> reader = new FilterRegistrationBean<>(
					(request, response, chain) -> chain.doFilter(new Recorded((HttpServletRequest) request), response));
			reader.setOrder(Ordered.HIGHEST_PRECEDENCE);
			return reader;
		}

	}

	/** Takes note of what is asked of a request. */
	static class Recorded extends HttpServletRequestWrapper {

		private final HttpServletRequest request;

		Recorded(HttpServletRequest request) {
			super(recorded(request));
			this.request = request;
		}

		private static HttpServletRequest recorded(HttpServletRequest request) {
			return (HttpServletRequest) Proxy.newProxyInstance(Recorded.class.getClassLoader(),
					new Class<?>[] { HttpServletRequest.class }, (proxy, method, arguments) -> {
						read.add(method.getName());
						try {
							return method.invoke(request, arguments);
						}
						catch (InvocationTargetException ex) {
							throw ex.getCause();
						}
					});
		}

		/** What servers look for. */
		@Override
		public HttpServletRequest getRequest() {
			return this.request;
		}

	}

}
