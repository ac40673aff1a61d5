package dev.ratelimit.internal.servlet;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.internal.call.CallScope;
import dev.ratelimit.internal.check.UnlimitedCalls;
import dev.ratelimit.internal.expression.Expressions;
import dev.ratelimit.internal.http.HeaderStyle;
import dev.ratelimit.internal.http.RuleDefinition;
import dev.ratelimit.internal.method.RateLimitedPostProcessor;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.stereotype.Service;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.context.request.RequestContextHolder;
import org.springframework.web.context.request.ServletRequestAttributes;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Annotations during web requests, beside the filter.
 */
class ServletCallScopeTests {

	private static TestServer server;

	private static Limit limit(String name, long permits) {
		return Limit.of(name, Algorithm.FIXED_WINDOW, permits + "/1m");
	}

	@BeforeAll
	static void start() {
		server = new TestServer(HeaderStyle.STANDARD, limit("filter", 10), limit("controller", 1), limit("service", 9),
				limit("both", 5), limit("names", 10), limit("first", 10), limit("second", 1), limit("third", 9));
		server.start(
				List.of(RuleDefinition.of("filter", "/controller"), RuleDefinition.of("both", "/both"),
						RuleDefinition.of("third", "/repeated")),
				false, Map.of(), Annotations.class, Controller.class, Answers.class);
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@Test
	void theDecisionsOfFilterAndAnnotationAreOneList() {
		HttpResponse<String> admitted = server.get("/controller");
		assertThat(admitted.headers().allValues("RateLimit-Policy"))
			.containsExactly("\"filter\";q=10;w=60, \"controller\";q=1;w=60, \"service\";q=9;w=60");
		assertThat(admitted.headers().allValues("RateLimit"))
			.containsExactly("\"filter\";r=9;t=60, \"controller\";r=0;t=60, \"service\";r=8;t=60");
		HttpResponse<String> refused = server.get("/controller");
		assertThat(refused.statusCode()).isEqualTo(429);
		assertThat(refused.headers().allValues("Retry-After")).containsExactly("60");
		assertThat(refused.headers().allValues("RateLimit"))
			.containsExactly("\"filter\";r=8;t=60, \"controller\";r=0;t=60");
		assertThat(refused.body()).contains("\"violated-policies\":[\"controller\"]");
	}

	@Test
	void eachAppliesOnceAndTheLowestRemainingIsShown() {
		HttpResponse<String> response = server.get("/both");
		assertThat(response.headers().allValues("RateLimit")).containsExactly("\"both\";r=3;t=60");
		assertThat(server.left("both")).isEqualTo(3);
	}

	@Test
	void aRefundIsShownInTheHeaders() {
		assertThat(server.get("/repeated").headers().allValues("RateLimit"))
			.containsExactly("\"third\";r=7;t=60, \"first\";r=8;t=60, \"second\";r=0;t=60");
		HttpResponse<String> refused = server.get("/repeated");
		assertThat(refused.statusCode()).isEqualTo(429);
		assertThat(refused.headers().allValues("RateLimit"))
			.containsExactly("\"third\";r=6;t=60, \"first\";r=8;t=60, \"second\";r=0;t=60");
		assertThat(server.left("first")).isEqualTo(8);
		assertThat(server.left("third")).isEqualTo(6);
	}

	@Test
	void anAnnotationCanNameTheRequest() {
		assertThat(server.get("/names/7", "X-Tenant", "t1").statusCode()).isEqualTo(200);
		assertThat(server.left("names", "t1 GET /names/7 7")).isEqualTo(9);
	}

	@Test
	void outsideRequestsThereIsNone() {
		CallScope scope = server.bean(CallScope.class);
		assertThat(scope.current()).isNull();
		long before = server.left("service", "*");
		server.bean(Answers.class).answer();
		assertThat(server.left("service", "*")).isEqualTo(before - 1);
	}

	@Test
	void aFinishedRequestIsNone() {
		MockHttpServletRequest request = new MockHttpServletRequest();
		RequestContextHolder.setRequestAttributes(new ServletRequestAttributes(request));
		try {
			CallScope scope = server.bean(CallScope.class);
			assertThat(scope.current()).isNotNull();
			request.close();
			assertThat(scope.current()).isNull();
			long before = server.left("service", "*");
			server.bean(Answers.class).answer();
			assertThat(server.left("service", "*")).isEqualTo(before - 1);
		}
		finally {
			RequestContextHolder.resetRequestAttributes();
		}
	}

	static class Annotations {

		@Bean
		static Expressions expressions(BeanFactory beans) {
			return new Expressions(beans);
		}

		@Bean
		static RateLimitedPostProcessor rateLimitedPostProcessor(ObjectProvider<RateLimiterRegistry> limiters,
				ObjectProvider<Expressions> expressions, ObjectProvider<CallScope> scope,
				ObjectProvider<UnlimitedCalls> unlimited) {
			return new RateLimitedPostProcessor(limiters, expressions, scope, unlimited);
		}

	}

	@RestController
	static class Controller {

		private final Answers answers;

		Controller(Answers answers) {
			this.answers = answers;
		}

		@GetMapping("/controller")
		@RateLimited("controller")
		String controller() {
			return this.answers.answer();
		}

		@GetMapping("/both")
		@RateLimited("both")
		String both() {
			return "both";
		}

		@GetMapping("/repeated")
		@RateLimited({ "first", "third" })
		@RateLimited("first")
		@RateLimited("second")
		String repeated() {
			return "repeated";
		}

		@GetMapping("/names/{id}")
		@RateLimited(value = "names", key = "header['X-Tenant'] + ' ' + method + ' ' + path + ' ' + pathVariable['id']")
		String names(@PathVariable String id) {
			return id;
		}

	}

	@Service
	static class Answers {

		@RateLimited("service")
		String answer() {
			return "answer";
		}

	}

}
