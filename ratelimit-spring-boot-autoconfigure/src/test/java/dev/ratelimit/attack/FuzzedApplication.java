package dev.ratelimit.attack;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.annotation.RateLimited;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What is attacked: handlers that remember who came. It runs twice, limited and not; the
 * second one says what the requests mean.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import({ FuzzedApplication.Endpoints.class, FuzzedApplication.ServletEndpoints.class,
		FuzzedApplication.ReactiveEndpoints.class, Leniency.class })
class FuzzedApplication {

	static final int QUOTA = 2;

	/**
	 * The methods of rules whose key only a handler knows, so that one runs whenever they
	 * apply.
	 */
	static final String METHODS = "GET, POST, PUT, DELETE, PATCH";

	/**
	 * With the methods, the trusted proxies, the header in use, and who knows parameters.
	 */
	static final String LIMITS = """
			ratelimit:
			  limits:
			    api: { algorithm: fixed-window, rate: 2/1d }
			    users: { algorithm: token-bucket, rate: 2/1d }
			    keyed: { algorithm: sliding-window-log, rate: 2/1d }
			    cost: { algorithm: token-bucket, rate: 2/1d }
			    login: { algorithm: sliding-window-counter, rate: 2/1d }
			    read: { algorithm: fixed-window, rate: 2/1d }
			    annotated: { algorithm: fixed-window, rate: 2/1d }
			    search: { algorithm: fixed-window, rate: 2/1d }
			  web:
			    trusted-proxies: "%2$s"
			    client-address-header: %3$s
			    rules:
			      - { limits: api, paths: /api/** }
			      - { limits: users, paths: "/users/{name}", key: "pathVariable['name']", methods: "%1$s" }
			      - { limits: keyed, paths: /key, key: "header['X-Key']", methods: "%1$s" }
			      - { limits: cost, paths: /cost, permits: "header['X-Cost']" }
			      - { limits: login, paths: /login, methods: POST }
			      - { limits: read, paths: /get, methods: GET }
			      - { limits: search, paths: /search, key: "request.%4$s('q')", methods: "%1$s" }
			""";

	final Map<String, Visit> visits = new ConcurrentHashMap<>();

	@Bean
	ManualTimeSource timeSource() {
		return new ManualTimeSource();
	}

	@Bean
	Trap trap() {
		return new Trap();
	}

	/**
	 * That a handler ran.
	 *
	 * @param handler which
	 * @param limit the limit that must have been asked; null if there is none
	 * @param key whose quota it is; null if the client's
	 */
	record Visit(String handler, @Nullable String limit, @Nullable String key) {

	}

	/** The limit of a handler that runs for any method. */
	private static @Nullable String limit(String limit, HttpMethod method) {
		return (method.equals(HttpMethod.HEAD) || List.of(METHODS.split(", ")).contains(method.name())) ? limit : null;
	}

	private String visited(HttpHeaders headers, String handler, @Nullable String limit, @Nullable String key) {
		this.visits.put(Objects.requireNonNull(headers.getFirst("X-Id")), new Visit(handler, limit, key));
		return handler;
	}

	private String searched(HttpHeaders headers, HttpMethod method, Supplier<@Nullable String> parameter) {
		@Nullable String q;
		try {
			q = parameter.get();
		}
		catch (IllegalStateException | IllegalArgumentException ex) {
			q = null;
		}
		return visited(headers, "search", limit("search", method), (q == null || q.isEmpty()) ? null : q);
	}

	@RestController
	static class Endpoints {

		private final FuzzedApplication application;

		Endpoints(FuzzedApplication application) {
			this.application = application;
		}

		@RequestMapping("/api/**")
		String api(@RequestHeader HttpHeaders headers) {
			return this.application.visited(headers, "api", "api", null);
		}

		@RequestMapping("/users/{name}")
		String user(@PathVariable String name, @RequestHeader HttpHeaders headers, HttpMethod method) {
			return this.application.visited(headers, "user", limit("users", method), name.isEmpty() ? null : name);
		}

		@RequestMapping("/key")
		String key(@RequestHeader HttpHeaders headers, HttpMethod method) {
			return this.application.visited(headers, "key", limit("keyed", method), headers.getFirst("X-Key"));
		}

		@RequestMapping("/cost")
		String cost(@RequestHeader HttpHeaders headers) {
			return this.application.visited(headers, "cost", "cost", null);
		}

		@PostMapping("/login")
		String login(@RequestHeader HttpHeaders headers) {
			return this.application.visited(headers, "login", "login", null);
		}

		@GetMapping("/login")
		String form(@RequestHeader HttpHeaders headers) {
			return this.application.visited(headers, "form", null, null);
		}

		@GetMapping("/get")
		String get(@RequestHeader HttpHeaders headers) {
			return this.application.visited(headers, "get", "read", null);
		}

		@RequestMapping("/open/**")
		String open(@RequestHeader HttpHeaders headers) {
			return this.application.visited(headers, "open", null, null);
		}

	}

	@RestController
	@ConditionalOnWebApplication(type = Type.SERVLET)
	static class ServletEndpoints {

		private final FuzzedApplication application;

		ServletEndpoints(FuzzedApplication application) {
			this.application = application;
		}

		@RequestMapping("/annotated/{id}")
		@RateLimited("annotated")
		String annotated(@RequestHeader HttpHeaders headers) {
			return this.application.visited(headers, "annotated", "annotated", null);
		}

		@RequestMapping("/search")
		String search(@RequestHeader HttpHeaders headers, HttpMethod method, HttpServletRequest request) {
			return this.application.searched(headers, method, () -> request.getParameter("q"));
		}

	}

	@RestController
	@ConditionalOnWebApplication(type = Type.REACTIVE)
	static class ReactiveEndpoints {

		private final FuzzedApplication application;

		ReactiveEndpoints(FuzzedApplication application) {
			this.application = application;
		}

		/** Only a publisher is subscribed to where the request is known. */
		@RequestMapping("/annotated/{id}")
		@RateLimited("annotated")
		Mono<String> annotated(@RequestHeader HttpHeaders headers) {
			return Mono.fromSupplier(() -> this.application.visited(headers, "annotated", "annotated", null));
		}

		@RequestMapping("/search")
		String search(@RequestHeader HttpHeaders headers, HttpMethod method, ServerHttpRequest request) {
			return this.application.searched(headers, method, () -> request.getQueryParams().getFirst("q"));
		}

	}

}
