package dev.ratelimit.attack;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.ratelimit.requests.Wire;
import dev.ratelimit.requests.Wire.Response;
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

import static org.assertj.core.api.Assertions.assertThat;

/**
 * {@link PathFuzzTests} for WebFlux, where controllers, functional routes and static
 * files are all there is.
 */
@ExtendWith(QuietLog.class)
class ReactivePathFuzzTests {

	private static final int REQUESTS = Integer.getInteger("fuzz.requests", 1200) / 4;

	private static final boolean LONG = System.getProperty("fuzz.requests") != null;

	private static final long SEED = Long.getLong("fuzz.seed", 20261128);

	private static final List<String> TARGETS = List.of("/docs/secret.txt", "/docs/sub/file.txt", "/api/login",
			"/api/users/7", "/route/a", "/public/open", "/public/../api/login", "/public/..;/docs/secret.txt");

	private static final String SECURITY = """
			org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration,\
			org.springframework.boot.security.autoconfigure.ReactiveUserDetailsServiceAutoConfiguration,\
			org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration,\
			org.springframework.boot.security.autoconfigure.actuate.web.reactive.ReactiveManagementWebSecurityAutoConfiguration""";

	private static final Pattern SERVED = Pattern.compile("served by ([a-z]+)");

	private static final Map<String, String> RULES = Map.of("docs", "/docs/**", "login", "/api/login", "user",
			"/api/users/{id}", "route", "/route/{name}", "open", "/public/open", "everything", "/**");

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
		return LONG ? EnumSet.allOf(Setup.class) : EnumSet.of(Setup.NETTY_BASE);
	}

	@ParameterizedTest
	@MethodSource("setups")
	void whoeverServesItIsLimited(Setup setup) throws IOException {
		Files.createDirectories(root.resolve("docs/sub"));
		Files.writeString(root.resolve("docs/secret.txt"), "served by docs");
		Files.writeString(root.resolve("docs/sub/file.txt"), "served by docs");
		SplittableRandom random = new SplittableRandom(SEED + setup.ordinal());
		List<String> mistakes = new ArrayList<>();
		TreeMap<String, Integer> served = new TreeMap<>();
		try (ConfigurableApplicationContext application = start(setup)) {
			int port = application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
			for (int i = 0; i < REQUESTS; i++) {
				String target = FuzzedRequest
					.mutated(setup.base + TARGETS.get(random.nextInt(TARGETS.size())), random.nextInt(4), random)
					.toString();
				Response response = Wire.send(port, "GET %s HTTP/1.1\r\nHost: localhost\r\n%sConnection: close\r\n\r\n"
					.formatted(target, random.nextInt(3) == 0 ? "X-Forwarded-Prefix: /public\r\n" : ""));
				Matcher name = SERVED.matcher(response.body());
				if (response.status() == 200 && name.find()) {
					served.merge(name.group(1), 1, Integer::sum);
					String asked = String.join(", ", response.header("RateLimit"));
					if (!asked.contains('"' + name.group(1) + '"')
							|| (!name.group(1).equals("open") && !asked.contains("\"everything\""))) {
						mistakes.add("request %d of seed %d: %s was %s, but only %s was asked".formatted(i, SEED,
								target, name.group(), asked));
					}
				}
			}
		}
		if (LONG) {
			System.out.printf("%s: %,d paths of seed %d, %d mistakes; served %s%n", setup, REQUESTS, SEED,
					mistakes.size(), served);
		}
		assertThat(mistakes).isEmpty();
		assertThat(served).containsOnlyKeys("docs", "login", "user", "route", "open");
	}

	private static ConfigurableApplicationContext start(Setup setup) {
		List<String> properties = new ArrayList<>(List.of(setup.properties));
		RULES.keySet().forEach((limit) -> {
			properties.add("ratelimit.limits.%s.algorithm=fixed-window".formatted(limit));
			properties.add("ratelimit.limits.%s.rate=1000000000/1d".formatted(limit));
		});
		List<String> names = List.copyOf(RULES.keySet());
		for (int i = 0; i < names.size(); i++) {
			properties.add("ratelimit.web.rules[%d].limits=%s".formatted(i, names.get(i)));
			properties.add("ratelimit.web.rules[%d].paths=%s".formatted(i, RULES.get(names.get(i))));
		}
		properties.add("ratelimit.web.rules[%d].exclude=/public/**".formatted(names.indexOf("everything")));
		return new SpringApplicationBuilder(Served.class).web(WebApplicationType.REACTIVE)
			.properties(properties.toArray(String[]::new))
			.properties("server.port=0", "spring.main.banner-mode=off",
					"logging.level.root=" + (LONG ? "off" : "error"), "spring.autoconfigure.exclude=" + SECURITY,
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
