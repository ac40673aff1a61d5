package dev.ratelimit.requests;

import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;

import dev.ratelimit.annotation.RateLimited;
import org.junit.jupiter.api.AfterAll;

import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * One application for Spring MVC and for WebFlux.
 */
abstract class EitherStack {

	static final String LIMITS = """
			ratelimit:
			  limits: { two: { algorithm: fixed-window, rate: 2/365d }, ten: { algorithm: fixed-window, rate: 10/365d } }
			  web:
			    trusted-proxies: 127.0.0.1
			    rules:
			      - { limits: two, paths: /page, key: "header['X-Case']" }
			      - { limits: [ ten, two ], paths: /both, key: "header['X-Case']" }
			      - { limits: two, paths: /client }
			      - { limits: two, paths: /network, condition: "ipIn('198.51.100.0/24')" }
			      - { limits: two, paths: /login, key: "canonical(header['X-User'])", refund-when: "status == 200" }
			      - { limits: two, paths: "/users/{name}", key: "pathVariable['name'] + header['X-Case']" }
			      - { limits: two, paths: /mapped, key: "header['User-Agent']" }
			      - { limits: two, paths: /get, methods: GET, key: "header['X-Case']" }
			      - { limits: two, paths: "/assets/**", exclude: static, key: "header['X-Case']" }
			      - { limits: two, paths: /path, key: "path + method + header['X-Case']" }
			spring.web.resources.static-locations: classpath:/requests/
			spring.mvc.static-path-pattern: /assets/**
			spring.webflux.static-path-pattern: /assets/**
			""";

	static final Map<Server, Running> running = new EnumMap<>(Server.class);

	static Running on(Server server) {
		return running.computeIfAbsent(server, (kind) -> Running.start(kind, LIMITS, Pages.class, CatchAll.class));
	}

	@AfterAll
	static void stop() {
		running.values().forEach(Running::close);
		running.clear();
	}

	static String someCase() {
		return "X-Case: " + UUID.randomUUID();
	}

	@RestController
	static class Pages {

		@RequestMapping({ "/page", "/both", "/client", "/network", "/users/{name}", "/get", "/path" })
		String page() {
			return "page";
		}

		@CrossOrigin("https://shop.example")
		@GetMapping("/mapped")
		String mapped() {
			return "mapped";
		}

		@GetMapping("/login")
		ResponseEntity<String> login(@RequestParam String password) {
			return ResponseEntity.status(password.equals("secret") ? 200 : 401).body("login");
		}

		@GetMapping("/annotated/{name}")
		@RateLimited(value = "two", key = "#name")
		String annotated(@PathVariable String name) {
			return name;
		}

	}

	@RestControllerAdvice
	static class CatchAll {

		@ExceptionHandler(Exception.class)
		ResponseEntity<String> failed(Exception ex) {
			return ResponseEntity.status(ex.getClass().getName().startsWith("dev.ratelimit")
					? HttpStatus.INTERNAL_SERVER_ERROR : HttpStatus.NOT_FOUND)
				.body("failed");
		}

	}

}
