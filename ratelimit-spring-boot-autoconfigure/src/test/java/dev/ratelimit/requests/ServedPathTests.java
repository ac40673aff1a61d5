package dev.ratelimit.requests;

import java.io.IOException;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Stream;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A rule counts what is served under its paths, however the request wrote them: by a
 * servlet of any mapping, a static file, a filter as for WebSocket handshakes, a forward,
 * a controller or a functional route.
 */
class ServedPathTests {

	private static final String LIMITS = """
			ratelimit:
			  limits:
			    two: { algorithm: fixed-window, rate: 2/365d }
			  web:
			    rules:
			      - limits: two
			        paths: /plain, /*.do, /tree/**, /static/secret.txt, /ws, /files/{name}, /api/login, /route, /forward
			        key: "header['X-Case']"
			      - { limits: two, paths: "/users/{name}", key: "pathVariable['name'] + header['X-Case']" }
			      - { limits: two, paths: "/by/path/**", key: "path + header['X-Case']" }
			      - { limits: two, paths: "/rest/**", exclude: "/rest/public/**", key: "header['X-Case']" }
			spring.web.resources.static-locations: classpath:/requests/
			server.servlet.register-default-servlet: true
			""";

	private static final Map<Server, Running> running = new EnumMap<>(Server.class);

	private static Running on(Server server) {
		return running.computeIfAbsent(server, (kind) -> Running.start(kind, LIMITS, Servlets.class, Endpoints.class));
	}

	@AfterAll
	static void stop() {
		running.values().forEach(Running::close);
		running.clear();
	}

	static Stream<Arguments> targets() {
		List<String> served = List.of("/plain", "/report.do", "/tree/leaf", "/static/secret.txt", "/files/a",
				"/api/login", "/route", "/forward", "/ws", "/users/anna", "/by/path/x", "/rest/secret");
		return Server.servlet()
			.stream()
			.flatMap((server) -> served.stream().map((target) -> Arguments.of(server, target)));
	}

	@ParameterizedTest
	@MethodSource("targets")
	void isCountedAsWritten(Server server, String target) {
		assertThat(on(server).statuses(3, "GET", target, "X-Case: " + UUID.randomUUID())).containsExactly(200, 200,
				429);
	}

	@ParameterizedTest
	@MethodSource("targets")
	void isServedTwiceAtMostHoweverItIsWritten(Server server, String target) {
		String parent = target.substring(0, target.lastIndexOf('/'));
		String name = target.substring(target.lastIndexOf('/') + 1);
		for (String way : List.of("/x/..%s/%s", "/%s/%s", "/.%s/%s", "/x/..;%s/%s", "/x/..;a=b%s/%s", "/%%2e%s/%s",
				"/x/%%2e%%2e%s/%s", "%s/%s/.", "%s/%s/x/..", "%s/./%s", "%s//%s", "%s/%s;x=y", "%s;x=y/%s", "%s/%s/",
				"%s/.;/%s", "%s/x/../%s", "/rest/public/../..%s/%s", "/rest/public/%%2e%%2e/..%s/%s",
				"/x/../rest/public/..;/..%s/%s", "%s%%2f%s", "%s\\%s", "%s%%5c%s", "/..%s/%s", "%s/%s%%3bx=y",
				"%s/%s%%00", "%s/%s%%20", "%s/%s?a=/../b", "http://localhost%s/%s", "http://localhost/x/..%s/%s")) {
			String written = way.formatted(parent, name);
			List<Integer> statuses = on(server).statuses(3, "GET", written, "X-Case: " + UUID.randomUUID());
			assertThat(statuses.get(2)).as("%s, the third time", written).isNotEqualTo(200);
		}
	}

	@ParameterizedTest
	@MethodSource("targets")
	void disguisesShareOneQuota(Server server, String target) {
		String own = "X-Case: " + UUID.randomUUID();
		Stream<String> ways = Stream.of("/x/..%s", "/%s", "/.%s", "/x/..;%s", "/%%2e%s", "%s/.", "%s/", "%s;x=y", "%s");
		assertThat(ways.map((way) -> on(server).status("GET", way.formatted(target), own)).filter((s) -> s == 200))
			.hasSizeLessThanOrEqualTo(2);
	}

	static class Servlets {

		@Bean
		ServletRegistrationBean<HttpServlet> plain() {
			return servlet("plain", "/plain", "*.do", "/tree/*", "/files/*", "/users/*", "/by/*", "/rest/*");
		}

		private static ServletRegistrationBean<HttpServlet> servlet(String name, String... mappings) {
			ServletRegistrationBean<HttpServlet> registration = new ServletRegistrationBean<>(new HttpServlet() {

				@Override
				protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
					response.getWriter().write(request.getServletPath());
				}

			}, mappings);
			registration.setName(name);
			return registration;
		}

		/**
		 * As servers answer WebSocket handshakes: behind all other filters, by what is
		 * mapped.
		 */
		@Bean
		FilterRegistrationBean<Filter> handshake() {
			FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>((request, response, chain) -> {
				HttpServletRequest http = (HttpServletRequest) request;
				String info = Objects.requireNonNullElse(http.getPathInfo(), "");
				if ((http.getServletPath() + info).equals("/ws")) {
					response.getWriter().write("handshake");
				}
				else {
					chain.doFilter(request, response);
				}
			});
			registration.setOrder(Ordered.LOWEST_PRECEDENCE);
			return registration;
		}

	}

	@RestController
	static class Endpoints {

		@RequestMapping("/api/login")
		String login() {
			return "login";
		}

		@RequestMapping("/forward")
		void forward(HttpServletRequest request, HttpServletResponse response) throws Exception {
			request.getRequestDispatcher("/plain").forward(request, response);
		}

		@Bean
		RouterFunction<ServerResponse> routes() {
			return RouterFunctions.route().GET("/route", (request) -> ServerResponse.ok().build()).build();
		}

	}

}
