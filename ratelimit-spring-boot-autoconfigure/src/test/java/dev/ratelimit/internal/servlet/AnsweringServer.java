package dev.ratelimit.internal.servlet;

import java.util.List;
import java.util.Map;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.http.HeaderStyle;

import org.springframework.context.annotation.Bean;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * A real Tomcat whose limit is used up from the start: a rule refuses under /filtered, a
 * service under all else.
 */
final class AnsweringServer {

	static final List<String> PATHS = List.of("/filtered", "/thrown", "/caught", "/routed");

	static final String CHROME = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8";

	private AnsweringServer() {
	}

	static TestServer start(boolean security, Map<String, ?> properties, Class<?>... sources) {
		return TestServer.usedUp(HeaderStyle.STANDARD, security, properties, Endpoints.class, sources);
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

}
