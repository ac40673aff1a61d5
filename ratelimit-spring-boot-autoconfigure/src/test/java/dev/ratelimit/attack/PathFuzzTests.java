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
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.boot.web.server.servlet.ConfigurableServletWebServerFactory;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.UrlHandlerFilter;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Random paths to servlets of every mapping, static files, controllers and functional
 * routes, on Tomcat and Jetty, as strict as they are and as lenient as they can be made.
 * Each answers with its name, which is that of the limit that must have been asked; what
 * does not lie below an excluded path must have been asked for another one too.
 */
@ExtendWith(QuietLog.class)
class PathFuzzTests {

	private static final List<String> TARGETS = List.of("/plain", "/report.do", "/sub/report.do", "/tree/leaf/x",
			"/docs/secret.txt", "/docs/sub/file.txt", "/api/login", "/api/users/7", "/route/a", "/public/open",
			"/public/../plain", "/public/../api/login", "/public/..;/docs/secret.txt");

	private static final PathFuzz FUZZ = new PathFuzz(Map.of("plain", "/plain", "report", "/report.do", "tree",
			"/tree/**", "docs", "/docs/**", "login", "/api/login", "user", "/api/users/{id}", "route", "/route/{name}",
			"open", "/public/open", "everything", "/**"), Long.getLong("fuzz.seed", 20261127));

	enum Setup {

		TOMCAT("test.server=tomcat"),

		TOMCAT_DECODING("test.server=tomcat", "lenient=decode"),

		TOMCAT_PASSING("test.server=tomcat", "lenient=passthrough", "server.servlet.context-path=/app"),

		TOMCAT_PREFIX("test.server=tomcat", "spring.mvc.servlet.path=/mvc",
				"server.servlet.register-default-servlet=true"),

		TOMCAT_ANT("test.server=tomcat", "lenient=passthrough",
				"spring.mvc.pathmatch.matching-strategy=ant_path_matcher"),

		JETTY("test.server=jetty", "slashes=true"),

		JETTY_LENIENT("test.server=jetty", "lenient=true", "server.servlet.context-path=/app"),

		JETTY_PREFIX("test.server=jetty", "lenient=true", "spring.mvc.servlet.path=/mvc",
				"server.servlet.register-default-servlet=true");

		private final String[] properties;

		Setup(String... properties) {
			this.properties = properties;
		}

		String property(String name) {
			return List.of(this.properties)
				.stream()
				.filter((property) -> property.startsWith(name + "="))
				.map((property) -> property.substring(name.length() + 1))
				.findFirst()
				.orElse("");
		}

	}

	@TempDir
	static Path root;

	static Set<Setup> setups() {
		return PathFuzz.LONG ? EnumSet.allOf(Setup.class) : EnumSet.of(Setup.TOMCAT_PREFIX, Setup.JETTY);
	}

	@ParameterizedTest
	@MethodSource("setups")
	void aPathIsLimitedWhoeverServesIt(Setup setup) throws IOException {
		PathFuzz.writeFiles(root);
		try (ConfigurableApplicationContext application = start(setup)) {
			int port = application.getEnvironment().getRequiredProperty("local.server.port", Integer.class);
			FUZZ.run(setup, port, (random) -> "GET " + target(setup, random) + " HTTP/1.1\r\nHost: localhost\r\n",
					"everything", "plain", "report", "tree", "docs", "login", "user", "route", "open");
		}
	}

	private static String target(Setup setup, SplittableRandom random) {
		String target = TARGETS.get(random.nextInt(TARGETS.size()));
		boolean mvc = target.contains("api") || target.contains("route") || target.startsWith("/public/open");
		String prefix = setup.property("server.servlet.context-path")
				+ (mvc ? setup.property("spring.mvc.servlet.path") : "");
		return FuzzedRequest.mutated(prefix + target, random.nextInt(4), random).toString();
	}

	private static ConfigurableApplicationContext start(Setup setup) {
		List<String> properties = new ArrayList<>(List.of(setup.properties));
		properties.addAll(FUZZ.properties());
		return new SpringApplicationBuilder(Served.class).properties(properties.toArray(String[]::new))
			.properties("server.port=0", "spring.main.banner-mode=off",
					"logging.level.root=" + (PathFuzz.LONG ? "off" : "error"),
					"spring.autoconfigure.exclude=" + SpringSecurity.AUTO_CONFIGURATIONS,
					"spring.web.resources.static-locations=" + root.toUri(), "root=" + root)
			.run();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import({ Endpoints.class, Leniency.class })
	static class Served {

		@Bean
		ServletRegistrationBean<HttpServlet> plain() {
			return servlet("plain", "/plain");
		}

		@Bean
		ServletRegistrationBean<HttpServlet> extension() {
			return servlet("report", "*.do");
		}

		@Bean
		ServletRegistrationBean<HttpServlet> tree() {
			return servlet("tree", "/tree/*");
		}

		private static ServletRegistrationBean<HttpServlet> servlet(String name, String mapping) {
			ServletRegistrationBean<HttpServlet> registration = new ServletRegistrationBean<>(new HttpServlet() {

				@Override
				protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
					boolean other = name.equals("report") && !request.getServletPath().equals("/report.do");
					response.getWriter().write("served by " + (other ? "everything" : name));
				}

			}, mapping);
			registration.setName(name);
			return registration;
		}

		@Bean
		FilterRegistrationBean<UrlHandlerFilter> slashes(Environment environment) {
			FilterRegistrationBean<UrlHandlerFilter> registration = new FilterRegistrationBean<>(
					UrlHandlerFilter.trailingSlashHandler("/**").wrapRequest().build());
			registration.setEnabled(environment.containsProperty("slashes"));
			registration.setOrder(Ordered.LOWEST_PRECEDENCE);
			return registration;
		}

		@Bean
		WebServerFactoryCustomizer<ConfigurableServletWebServerFactory> documents(Environment environment) {
			return (factory) -> factory.setDocumentRoot(Path.of(environment.getRequiredProperty("root")).toFile());
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

		@Bean
		RouterFunction<ServerResponse> routes() {
			return RouterFunctions.route()
				.GET("/route/{name}", (request) -> ServerResponse.ok().body("served by route"))
				.build();
		}

	}

}
