package dev.ratelimit.internal.servlet;

import java.net.http.HttpResponse;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.http.HeaderStyle;
import dev.ratelimit.internal.http.RuleDefinition;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.MessageSource;
import org.springframework.context.annotation.Bean;
import org.springframework.context.support.AbstractMessageSource;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.LocaleResolver;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;
import org.springframework.web.servlet.i18n.CookieLocaleResolver;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Who answers a refused call, on a real Tomcat: a rule refuses under /filtered, a service
 * under all else.
 */
@ExtendWith(OutputCaptureExtension.class)
class RefusalAnswerTests {

	private static final List<String> PATHS = List.of("/filtered", "/thrown", "/caught", "/routed");

	private static final String CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";

	private static TestServer start(boolean security, Map<String, ?> properties, Class<?>... sources) {
		TestServer server = new TestServer(HeaderStyle.STANDARD, Limit.of("api", Algorithm.TOKEN_BUCKET, "1/1m"));
		Class<?>[] all = Arrays.copyOf(sources, sources.length + 1);
		all[sources.length] = Endpoints.class;
		server.start(List.of(RuleDefinition.of("api", "/filtered/**")), security, properties, all);
		server.limiters.get("api").tryAcquire("127.0.0.1");
		return server;
	}

	@Test
	void aHandlerOfASupertypeDoesNotAnswerARefusal() {
		try (TestServer server = start(false, Map.of(), CatchAll.class)) {
			for (String path : PATHS) {
				for (String accept : List.of("application/json", "*/*", "image/png")) {
					HttpResponse<String> response = server.get(path, "Accept", accept);
					assertThat(response.statusCode()).as(path).isEqualTo(429);
					assertThat(response.body()).contains("quota-exceeded");
					assertThat(response.headers().allValues("Retry-After")).containsExactly("60");
				}
				assertThat(server.get(path, "Accept", CHROME).statusCode()).as(path).isEqualTo(429);
			}
			assertThat(server.get("/broken").statusCode()).isEqualTo(500);
			assertThat(server.get("/broken").body()).isEqualTo("caught");
		}
	}

	@Test
	void aHandlerThatNamesTheExceptionAnswersWhateverItsOrder() {
		try (TestServer server = start(false, Map.of(), CatchAll.class, Named.class)) {
			for (String path : PATHS) {
				for (String accept : List.of("application/json", CHROME)) {
					HttpResponse<String> response = server.get(path, "Accept", accept);
					assertThat(response.statusCode()).as(path).isEqualTo(503);
					assertThat(response.body()).isEqualTo("slow down: api");
					assertThat(response.headers().allValues("Retry-After")).containsExactly("60");
				}
			}
			assertThat(server.get("/own").body()).isEqualTo("the controller's own");
		}
	}

	@Test
	void aBrowserGetsTheErrorPageAndAProgramTheProblem() {
		try (TestServer server = start(false, Map.of())) {
			for (String path : PATHS) {
				for (String accept : List.of(CHROME, "text/html", "text/html, application/json")) {
					assertPage(server.get(path, "Accept", accept), "Whitelabel Error Page");
				}
				assertThat(server.get(path, "Accept", "application/json, text/html").body()).contains("quota-exceeded");
			}
			assertPage(server.send("POST", "/filtered?a=%26", "Accept", CHROME), "Whitelabel Error Page");
		}
	}

	@Test
	void anApplicationsOwnPageComesFirst() {
		try (TestServer server = start(false, Map.of("spring.web.resources.static-locations", "classpath:/pages/"))) {
			for (String path : PATHS) {
				assertPage(server.get(path, "Accept", CHROME), "Too fast, says the application");
			}
		}
	}

	@Test
	void withoutAnyPageABrowserGetsTheProblem() {
		try (TestServer server = start(false,
				Map.of("spring.web.error.whitelabel.enabled", "false", "server.error.whitelabel.enabled", "false"))) {
			for (String path : PATHS) {
				HttpResponse<String> response = server.get(path, "Accept", CHROME);
				assertThat(response.statusCode()).isEqualTo(429);
				assertThat(response.body()).contains("quota-exceeded");
			}
		}
	}

	/** With Security's defaults, which let nobody unknown see error pages. */
	@Test
	void aBrowserOfSomebodyUnknownGetsThePageAheadOfSecurityWithSecuritysHeaders() {
		try (TestServer server = start(true, Map.of())) {
			HttpResponse<String> page = server.get("/filtered", "Accept", CHROME);
			assertPage(page, "Whitelabel Error Page");
			for (HttpResponse<String> response : List.of(page, server.get("/filtered"))) {
				assertThat(response.headers().allValues("X-Content-Type-Options")).containsExactly("nosniff");
				assertThat(response.headers().allValues("X-Frame-Options")).containsExactly("DENY");
				assertThat(response.headers().allValues("Cache-Control"))
					.containsExactly("no-cache, no-store, max-age=0, must-revalidate");
			}
		}
	}

	@Test
	void aRuleAndAServiceAnswerInTheSameLanguage() {
		try (TestServer server = start(false, Map.of(), Languages.class)) {
			for (String path : PATHS) {
				assertThat(server.get(path, "Accept-Language", "en", "Cookie", "lang=de").body()).as(path)
					.contains("\"title\":\"Titel in de\"");
				assertThat(server.get(path, "Accept-Language", "fr").body()).contains("\"title\":\"Titel in fr\"");
			}
			assertThat(server.get("/filtered", "Accept-Language", "fr", "Cookie", "lang=%%%").body())
				.contains("\"title\":\"Titel in fr\"");
		}
	}

	@Test
	void madeUpLanguagesAreFewToAMessageSource() {
		try (TestServer server = start(false, Map.of(), Languages.class)) {
			for (int i = 0; i < 200; i++) {
				server.get("/filtered", "Accept-Language", "en-u-x" + i);
				server.get("/filtered", "Accept-Language", "de-x-" + i);
				server.get("/filtered", "Accept-Language", "q" + (char) ('a' + i % 20) + "-" + (100 + i));
			}
			assertThat(server.bean(Languages.class).asked).hasSizeLessThanOrEqualTo(3);
		}
	}

	@Test
	void refusalsAreNotLoggedAboveDebug(CapturedOutput output) {
		try (TestServer server = start(true, Map.of(), CatchAll.class, PickyAdvice.class)) {
			server.get("/filtered");
			int before = output.getAll().length();
			for (String accept : List.of("*/*", CHROME, "image/png", "garbage")) {
				PATHS.forEach((path) -> server.get(path, "Accept", accept, "Origin", "https://evil.example"));
			}
			assertThat(output.getAll().substring(before)).doesNotContain("WARN", "ERROR");
		}
	}

	private static void assertPage(HttpResponse<String> response, String text) {
		assertThat(response.statusCode()).isEqualTo(429);
		assertThat(response.body()).contains(text);
		assertThat(response.headers().firstValue("Content-Type").orElseThrow()).startsWith("text/html");
		assertThat(response.headers().allValues("Retry-After")).containsExactly("60");
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

		@GetMapping("/thrown")
		String thrown() {
			throw new RateLimitExceededException(this.limiters.get("api").tryAcquire("127.0.0.1"));
		}

		@GetMapping("/broken")
		String broken() {
			throw new IllegalStateException("as the test wants it");
		}

		@Bean
		RouterFunction<ServerResponse> routed() {
			return RouterFunctions.route()
				.GET("/routed", (request) -> ServerResponse.ok().body(thrown()))
				.onError(IllegalArgumentException.class, (ex, request) -> ServerResponse.status(500).build())
				.build();
		}

		@Bean
		Caught caught() {
			return new Caught(this);
		}

		@Bean
		Own own() {
			return new Own(this);
		}

	}

	@RestController
	record Caught(Endpoints endpoints) {

		@GetMapping("/caught")
		String page() {
			return this.endpoints.thrown();
		}

		@ExceptionHandler
		ResponseEntity<String> any(RuntimeException ex) {
			return ResponseEntity.status(500).body("caught in the controller");
		}

	}

	@RestController
	record Own(Endpoints endpoints) {

		@GetMapping("/own")
		String page() {
			return this.endpoints.thrown();
		}

		@ExceptionHandler({ IllegalStateException.class, RateLimitExceededException.class })
		ResponseEntity<String> refused() {
			return ResponseEntity.status(429).body("the controller's own");
		}

	}

	@RestControllerAdvice
	@Order(Ordered.HIGHEST_PRECEDENCE)
	static class CatchAll {

		@ExceptionHandler({ Exception.class, RuntimeException.class })
		ResponseEntity<String> any(Exception ex) {
			return ResponseEntity.status(500).body("caught");
		}

		@ExceptionHandler
		ResponseEntity<String> thrown(Throwable ex) {
			return ResponseEntity.status(500).body("caught");
		}

	}

	@RestControllerAdvice
	static class Named {

		@ExceptionHandler
		ResponseEntity<String> refused(RateLimitExceededException ex) {
			return ResponseEntity.status(503).body("slow down: " + ex.decision().limit());
		}

	}

	@RestControllerAdvice
	static class PickyAdvice {

		@ExceptionHandler
		Map<String, String> refused(RateLimitExceededException ex) {
			return Map.of("limit", ex.decision().limit());
		}

	}

	static class Languages {

		private final Set<Locale> asked = ConcurrentHashMap.newKeySet();

		@Bean
		LocaleResolver localeResolver() {
			return new CookieLocaleResolver("lang");
		}

		@Bean
		MessageSource messageSource() {
			return new AbstractMessageSource() {

				@Override
				protected java.text.@Nullable MessageFormat resolveCode(String code, Locale locale) {
					Languages.this.asked.add(locale);
					return code.startsWith("problemDetail.title")
							? new java.text.MessageFormat("Titel in " + locale.getLanguage()) : null;
				}

			};
		}

	}

}
