package dev.ratelimit.attack;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.annotation.RateLimited;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * What is attacked: handlers that remember who came. It runs twice, limited and not; the
 * second one says what the requests mean.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(FuzzedApplication.Endpoints.class)
class FuzzedApplication {

	static final int QUOTA = 2;

	/**
	 * The methods of rules whose key only a handler knows, so that one runs whenever they
	 * apply.
	 */
	static final String METHODS = "GET, POST, PUT, DELETE, PATCH";

	/** With the methods, the trusted proxies and the header in use. */
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
			      - { limits: search, paths: /search, key: "request.getParameter('q')", methods: "%1$s" }
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

	/** As lenient as Tomcat can be made, if the environment asks for it. */
	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> leniency(Environment environment) {
		String solidus = environment.getProperty("lenient", "");
		return (factory) -> factory.addConnectorCustomizers((connector) -> {
			if (!solidus.isEmpty()) {
				connector.setEncodedSolidusHandling(solidus);
				connector.setEncodedReverseSolidusHandling(solidus);
				connector.setAllowBackslash(true);
				connector.setProperty("rejectIllegalHeader", "false");
				connector.setProperty("relaxedPathChars", "\"<>[\\]^`{|}");
				connector.setProperty("relaxedQueryChars", "\"<>[\\]^`{|}");
				connector.setAllowTrace(true);
			}
		});
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

	@RestController
	static class Endpoints {

		private final FuzzedApplication application;

		Endpoints(FuzzedApplication application) {
			this.application = application;
		}

		private static @Nullable String limit(String limit, HttpServletRequest request) {
			String method = request.getMethod();
			return (method.equals("HEAD") || List.of(METHODS.split(", ")).contains(method)) ? limit : null;
		}

		private String visited(HttpServletRequest request, String handler, @Nullable String limit,
				@Nullable String key) {
			this.application.visits.put(request.getHeader("X-Id"), new Visit(handler, limit, key));
			return handler;
		}

		@RequestMapping("/api/**")
		String api(HttpServletRequest request) {
			return visited(request, "api", "api", null);
		}

		@RequestMapping("/users/{name}")
		String user(@PathVariable String name, HttpServletRequest request) {
			return visited(request, "user", limit("users", request), name.isEmpty() ? null : name);
		}

		@RequestMapping("/key")
		String key(HttpServletRequest request) {
			return visited(request, "key", limit("keyed", request), request.getHeader("X-Key"));
		}

		@RequestMapping("/cost")
		String cost(HttpServletRequest request) {
			return visited(request, "cost", "cost", null);
		}

		@PostMapping("/login")
		String login(HttpServletRequest request) {
			return visited(request, "login", "login", null);
		}

		@GetMapping("/login")
		String form(HttpServletRequest request) {
			return visited(request, "form", null, null);
		}

		@GetMapping("/get")
		String get(HttpServletRequest request) {
			return visited(request, "get", "read", null);
		}

		@RequestMapping("/open/**")
		String open(HttpServletRequest request) {
			return visited(request, "open", null, null);
		}

		@RequestMapping("/annotated/{id}")
		@RateLimited("annotated")
		String annotated(HttpServletRequest request) {
			return visited(request, "annotated", "annotated", null);
		}

		@RequestMapping("/search")
		String search(HttpServletRequest request) {
			return visited(request, "search", limit("search", request), parameter(request));
		}

		private static @Nullable String parameter(HttpServletRequest request) {
			try {
				String q = request.getParameter("q");
				return (q == null || q.isEmpty()) ? null : q;
			}
			catch (IllegalStateException ex) {
				return null;
			}
		}

	}

}
