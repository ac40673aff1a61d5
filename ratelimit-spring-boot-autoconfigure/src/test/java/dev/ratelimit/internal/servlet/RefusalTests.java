package dev.ratelimit.internal.servlet;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.http.HeaderStyle;
import dev.ratelimit.internal.http.RuleDefinition;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.StaticMessageSource;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.config.annotation.CorsRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;
import org.springframework.web.servlet.view.AbstractView;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a refused client gets, from a real Tomcat. The limit is used up from the start, by
 * the filter under /filtered and by a service that refuses under /thrown.
 */
class RefusalTests {

	private static final String ORIGIN = "https://shop.example";

	private static TestServer plain;

	private static TestServer start(Class<?>... sources) {
		TestServer server = new TestServer(HeaderStyle.BOTH, Limit.of("api", Algorithm.TOKEN_BUCKET, "1/1m"));
		Class<?>[] all = Arrays.copyOf(sources, sources.length + 1);
		all[sources.length] = Endpoints.class;
		server.start(List.of(RuleDefinition.of("api", "/filtered/**")), false, Map.of(), all);
		server.limiters.get("api").tryAcquire("127.0.0.1");
		return server;
	}

	@BeforeAll
	static void start() {
		plain = start(Mappings.class);
	}

	@AfterAll
	static void stop() {
		plain.close();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "*/*", "application/json", "application/json, text/html", "text/html;q=0.5, application/json",
					"text/html;q=0", "text/*", "application/problem+json", "application/problem+xml", "application/xml",
					"image/png", "text/event-stream", "application/*;q=0.1", "garbage", "nothing/at/all" })
	void theBodyIsAProblemWhateverTheAccept(String accept) {
		for (String path : List.of("/filtered/a%20b", "/thrown/a%20b")) {
			HttpResponse<String> response = plain.get(path, "Accept", accept, "Accept-Language", "en");
			assertThat(response.statusCode()).isEqualTo(429);
			assertThat(response.headers().allValues("Retry-After")).containsExactly("60");
			assertThat(response.headers().allValues("Content-Type")).containsExactly("application/problem+json");
			assertThat(response.body()).isEqualTo(
					"{\"type\":\"https://iana.org/assignments/http-problem-types#quota-exceeded\",\"title\":\"Quota exceeded\","
							+ "\"status\":429,\"detail\":\"Limit exceeded: api. Retry after 60 seconds.\",\"instance\":\""
							+ path + "\",\"violated-policies\":[\"api\"]}");
		}
	}

	@Test
	void aHandlerMayHaveTakenTheWriter() {
		for (String path : List.of("/thrown/written", "/thrown/servlet")) {
			HttpResponse<String> response = plain.get(path, "Accept-Language", "en");
			assertThat(response.statusCode()).isEqualTo(429);
			assertThat(response.body()).startsWith("{\"type\"").endsWith("}");
			assertThat(response.headers().allValues("Content-Type")).containsExactly("application/problem+json");
			assertThat(response.headers().allValues("Retry-After")).containsExactly("60");
			assertThat(response.headers().allValues("X-Kept")).containsExactly("1", "2");
		}
	}

	@Test
	void aRefusalHasBothStylesOfHeaders() {
		HttpResponse<String> response = plain.get("/filtered");
		assertThat(response.headers().allValues("RateLimit-Policy")).containsExactly("\"api\";q=1;w=60");
		assertThat(response.headers().allValues("RateLimit")).containsExactly("\"api\";r=0;t=60");
		assertThat(response.headers().allValues("X-RateLimit-Limit")).containsExactly("1");
		assertThat(response.headers().allValues("X-RateLimit-Remaining")).containsExactly("0");
		assertThat(response.headers().allValues("X-RateLimit-Reset")).containsExactly("60");
	}

	@Test
	void aHeadRequestGetsTheHeadersOnly() {
		HttpResponse<String> response = plain.send("HEAD", "/filtered");
		assertThat(response.statusCode()).isEqualTo(429);
		assertThat(response.headers().allValues("Retry-After")).containsExactly("60");
		assertThat(response.body()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/filtered", "/filtered/annotated", "/thrown" })
	void aRefusedCrossOriginCallCanBeReadAsMvcsMappingsSay(String path) {
		HttpResponse<String> response = plain.get(path, "Origin", ORIGIN);
		assertThat(response.statusCode()).isEqualTo(429);
		assertThat(response.headers().allValues("Access-Control-Allow-Origin")).containsExactly(ORIGIN);
		assertThat(String.join(", ", response.headers().allValues("Access-Control-Expose-Headers")))
			.contains("RateLimit, RateLimit-Policy", "Retry-After");
	}

	@Test
	void anOriginThatIsNotAllowedGetsABareRefusal() {
		HttpResponse<String> response = plain.get("/filtered", "Origin", "https://evil.example");
		assertThat(response.statusCode()).isEqualTo(429);
		assertThat(response.body()).contains("quota-exceeded");
		assertThat(response.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
		assertThat(response.headers().firstValue("Access-Control-Expose-Headers")).isEmpty();
	}

	@Test
	void aCrossOriginCallIsRefusedThoughMvcCannotReadItsPath() {
		assertThat(plain.rawStatus("/filtered;x=%zz", "Origin: " + ORIGIN + "\r\n")).isEqualTo(429);
	}

	@Test
	void aCorsConfigurationSourceComesFirst() {
		try (TestServer server = start(Mappings.class, Source.class)) {
			HttpResponse<String> response = server.get("/filtered", "Origin", "https://bean.example");
			assertThat(response.statusCode()).isEqualTo(429);
			assertThat(response.headers().allValues("Access-Control-Allow-Origin"))
				.containsExactly("https://bean.example");
			assertThat(server.get("/filtered", "Origin", ORIGIN).headers().firstValue("Access-Control-Allow-Origin"))
				.isEmpty();
		}
	}

	@Test
	void severalCorsConfigurationSourcesAreAskedInTurn() {
		try (TestServer server = start(Source.class, OtherSource.class)) {
			for (String origin : List.of("https://bean.example", "https://other.example")) {
				String path = origin.contains("other") ? "/filtered/other" : "/filtered";
				assertThat(server.get(path, "Origin", origin).headers().allValues("Access-Control-Allow-Origin"))
					.containsExactly(origin);
			}
		}
	}

	@Test
	void aUsersAdviceWins() {
		try (TestServer server = start(Advice.class)) {
			for (String path : List.of("/filtered", "/thrown")) {
				HttpResponse<String> response = server.get(path, "Accept", "application/json");
				assertThat(response.statusCode()).isEqualTo(420);
				assertThat(response.body()).isEqualTo("{\"calm\":\"down\"}");
				assertThat(response.headers().allValues("Retry-After")).containsExactly("77");
			}
		}
	}

	@Test
	void aUsersAdviceThatCannotSatisfyTheAcceptLeavesOneRetryAfter() {
		try (TestServer server = start(Advice.class)) {
			for (String path : List.of("/filtered", "/thrown")) {
				HttpResponse<String> response = server.get(path, "Accept", "image/png");
				assertThat(response.statusCode()).isEqualTo(429);
				assertThat(response.headers().allValues("Retry-After")).containsExactly("60");
				assertThat(response.headers().allValues("Content-Type")).containsExactly("application/problem+json");
			}
		}
	}

	@Test
	void aUsersAdviceMayAnswerWithAView() {
		try (TestServer server = start(ViewAdvice.class)) {
			for (String path : List.of("/filtered", "/thrown")) {
				HttpResponse<String> response = server.get(path);
				assertThat(response.statusCode()).isEqualTo(429);
				assertThat(response.body()).isEqualTo("a view of api");
				assertThat(response.headers().allValues("Retry-After")).containsExactly("60");
			}
		}
	}

	@Test
	void aMessageSourceCanPutItInOtherWords() {
		try (TestServer server = start(Messages.class)) {
			HttpResponse<String> response = server.get("/filtered", "Accept-Language", "de");
			assertThat(response.body()).contains("\"title\":\"Zu viel\"", "\"detail\":\"api: \\\"warte\\\" 60 s\"");
			assertThat(server.get("/filtered", "Accept-Language", "en").body()).contains("Quota exceeded");
		}
	}

	@RestController
	static class Endpoints {

		private final RateLimiterRegistry limiters;

		Endpoints(RateLimiterRegistry limiters) {
			this.limiters = limiters;
		}

		@GetMapping("/filtered/**")
		String filtered() {
			return "ok";
		}

		@GetMapping("/filtered/annotated")
		@CrossOrigin(ORIGIN)
		String annotated() {
			return "ok";
		}

		@GetMapping("/thrown/**")
		String thrown() {
			throw new RateLimitExceededException(this.limiters.get("api").tryAcquire("127.0.0.1"));
		}

		@GetMapping("/thrown/written")
		void written(HttpServletResponse response) throws IOException {
			response.addHeader("X-Kept", "1");
			response.addHeader("X-Kept", "2");
			response.setContentType("text/html;charset=ISO-8859-1");
			response.getWriter().write("half a page");
			thrown();
		}

		@Bean
		ServletRegistrationBean<HttpServlet> servlet() {
			return new ServletRegistrationBean<>(new HttpServlet() {

				@Override
				protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
					written(response);
				}

			}, "/thrown/servlet");
		}

	}

	static class Mappings implements WebMvcConfigurer {

		@Override
		public void addCorsMappings(CorsRegistry registry) {
			registry.addMapping("/filtered").allowedOrigins(ORIGIN);
			registry.addMapping("/thrown").allowedOrigins(ORIGIN);
		}

	}

	static class Source {

		@Bean
		CorsConfigurationSource anyName() {
			CorsConfiguration configuration = new CorsConfiguration();
			configuration.addAllowedOrigin("https://bean.example");
			return (request) -> configuration;
		}

	}

	static class OtherSource {

		@Bean
		@Order(1)
		CorsConfigurationSource other() {
			CorsConfiguration configuration = new CorsConfiguration();
			configuration.addAllowedOrigin("https://other.example");
			return (request) -> request.getRequestURI().endsWith("/other") ? configuration : null;
		}

	}

	@ControllerAdvice
	static class Advice {

		@ExceptionHandler
		ResponseEntity<Map<String, String>> refused(RateLimitExceededException ex, HttpServletResponse response) {
			response.addHeader("Retry-After", "77");
			return ResponseEntity.status(420).body(Map.of("calm", "down"));
		}

	}

	@ControllerAdvice
	static class ViewAdvice {

		@ExceptionHandler
		ModelAndView refused(RateLimitExceededException ex) {
			return new ModelAndView("refused", Map.of("limit", ex.decision().limit()), HttpStatus.TOO_MANY_REQUESTS);
		}

		@Bean
		View refused() {
			return new AbstractView() {

				@Override
				protected void renderMergedOutputModel(Map<String, Object> model, HttpServletRequest request,
						HttpServletResponse response) throws IOException {
					response.getWriter().write("a view of " + model.get("limit"));
				}

			};
		}

	}

	static class Messages {

		@Bean
		MessageSource messageSource() {
			StaticMessageSource messages = new StaticMessageSource();
			String type = RateLimitExceededException.class.getName();
			messages.addMessage("problemDetail.title." + type, Locale.GERMAN, "Zu viel");
			messages.addMessage("problemDetail." + type, Locale.GERMAN, "{0}: \"warte\" {1} s");
			return messages;
		}

	}

}
