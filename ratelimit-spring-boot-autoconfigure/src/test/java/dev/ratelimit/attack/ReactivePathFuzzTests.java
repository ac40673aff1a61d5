package dev.ratelimit.attack;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

import dev.ratelimit.requests.SpringSecurity;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.reactive.UrlHandlerFilter;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.WebFilter;

/**
 * {@link PathFuzzTests} for WebFlux, where controllers, functional routes and static
 * files are all there is.
 */
@ExtendWith(QuietLog.class)
class ReactivePathFuzzTests {

	private static final List<String> TARGETS = List.of("/docs/secret.txt", "/docs/sub/file.txt", "/api/login",
			"/api/users/7", "/route/a", "/public/open", "/public/../api/login", "/public/..;/docs/secret.txt");

	private static final PathFuzz FUZZ = new PathFuzz(Map.of("docs", "/docs/**", "login", "/api/login", "user",
			"/api/users/{id}", "route", "/route/{name}", "open", "/public/open", "everything", "/**"),
			Long.getLong("fuzz.seed", 20261128));

	enum Setup {

		NETTY("", "test.server=reactor.netty"),

		NETTY_BASE("/app", "test.server=reactor.netty", "spring.webflux.base-path=/app", "slashes=true"),

		NETTY_FORWARDED("", "test.server=reactor.netty", "server.forward-headers-strategy=framework"),

		TOMCAT("/app", "test.server=tomcat", "spring.webflux.base-path=/app", "slashes=true");

		private final String base;

		private final String[] properties;

		Setup(String base, String... properties) {
			this.base = base;
			this.properties = properties;
		}

	}

	@TempDir
	static Path root;

	static Set<Setup> setups() {
		return PathFuzz.LONG ? EnumSet.allOf(Setup.class) : EnumSet.of(Setup.NETTY_BASE);
	}

	@ParameterizedTest
	@MethodSource("setups")
	void aPathIsLimitedWhoeverServesIt(Setup setup) throws IOException {
		PathFuzz.writeFiles(root);
		try (ConfigurableApplicationContext application = start(setup)) {
			int port = application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
			FUZZ.run(setup, port, (random) -> request(setup, random), "docs", "login", "user", "route", "open");
		}
	}

	private static String request(Setup setup, SplittableRandom random) {
		String target = setup.base + TARGETS.get(random.nextInt(TARGETS.size()));
		return "GET %s HTTP/1.1\r\nHost: localhost\r\n%s".formatted(
				FuzzedRequest.mutated(target, random.nextInt(4), random),
				random.nextInt(3) == 0 ? "X-Forwarded-Prefix: /public\r\n" : "");
	}

	private static ConfigurableApplicationContext start(Setup setup) {
		List<String> properties = new ArrayList<>(List.of(setup.properties));
		properties.addAll(FUZZ.properties());
		return new SpringApplicationBuilder(Served.class).web(WebApplicationType.REACTIVE)
			.properties(properties.toArray(String[]::new))
			.properties("server.port=0", "spring.main.banner-mode=off",
					"logging.level.root=" + (PathFuzz.LONG ? "off" : "error"),
					"spring.autoconfigure.exclude=" + SpringSecurity.AUTO_CONFIGURATIONS,
					"spring.web.resources.static-locations=" + root.toUri())
			.run();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Endpoints.class)
	static class Served {

		/** Behind the rules, which see the path as it came. */
		@Bean
		@Order(Ordered.LOWEST_PRECEDENCE)
		@ConditionalOnProperty("slashes")
		WebFilter slashes() {
			return UrlHandlerFilter.trailingSlashHandler("/**").mutateRequest().build();
		}

		@Bean
		RouterFunction<ServerResponse> routes() {
			return RouterFunctions.route()
				.GET("/route/{name}", (request) -> ServerResponse.ok().bodyValue("served by route"))
				.build();
		}

	}

	@RestController
	static class Endpoints {

		@RequestMapping("/api/login")
		String login() {
			return "served by login";
		}

		@RequestMapping("/api/users/{id}")
		String user() {
			return "served by user";
		}

		@RequestMapping("/public/open")
		String open() {
			return "served by open";
		}

	}

}
