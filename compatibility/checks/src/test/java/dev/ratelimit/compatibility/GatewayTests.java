package dev.ratelimit.compatibility;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import dev.ratelimit.compatibility.Application.Mode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring Cloud Gateway, before a server that has limits of its own.
 */
@DisplayName("Spring Cloud Gateway")
@ExtendWith(Results.class)
@TestMethodOrder(MethodOrderer.DisplayName.class)
class GatewayTests {

	/** Switched off in the application that is processed ahead of time. */
	private static final String REFRESH = "--spring.cloud.refresh.enabled=true";

	@Test
	@DisplayName("WebFlux: a limit for each route, headers of the upstream")
	void reactive() {
		reactive(Mode.NORMAL);
	}

	@Test
	@DisplayName("WebFlux, ahead of time: a limit for each route, headers of the upstream")
	void reactiveAheadOfTime() {
		reactive(Mode.AHEAD_OF_TIME);
	}

	private static void reactive(Mode mode) {
		try (Application application = Application.start("gateway", mode)) {
			routes(application);
			assertThat(application.statuses(5, "/orders/own")).as("a controller's").containsOnly(200);
		}
	}

	@Test
	@DisplayName("MVC: a limit for each route, headers of the upstream")
	void mvc() {
		mvc(Mode.NORMAL, REFRESH);
	}

	@Test
	@DisplayName("MVC, ahead of time: a limit for each route, headers of the upstream")
	void mvcAheadOfTime() {
		mvc(Mode.AHEAD_OF_TIME);
	}

	private static void mvc(Mode mode, String... arguments) {
		try (Application application = Application.start("gateway-mvc", mode, arguments)) {
			routes(application);
			assertThat(application.statuses(2, "/orders/own")).as("the route's, ahead of controllers")
				.containsOnly(429);
			assertThat(application.statuses(5, "/function")).as("the application's own route").containsOnly(200);
		}
	}

	@Test
	@DisplayName("WebFlux: routes and limits that a refresh has replaced")
	void reactiveRefreshed(@TempDir Path directory) {
		refreshed("gateway", "webflux", directory);
	}

	@Test
	@DisplayName("MVC: routes and limits that a refresh has replaced")
	void mvcRefreshed(@TempDir Path directory) {
		refreshed("gateway-mvc", "webmvc", directory);
	}

	private static void refreshed(String gateway, String stack, Path directory) {
		Path file = directory.resolve("refreshed.yml");
		configure(file, "3/1h", stack, Map.of("kept", "/old", "left", "/gone"));
		try (Application application = Application.start(gateway, Mode.NORMAL, REFRESH,
				"--spring.config.additional-location=file:" + file)) {
			assertThat(application.statuses(4, "/old")).containsExactly(200, 200, 200, 429);
			assertThat(application.statuses(1, "/gone")).containsOnly(200);
			configure(file, "4/1h", stack, Map.of("kept", "/new", "added", "/old"));
			assertThat(application.post("/actuator/refresh", "").statusCode()).isEqualTo(200);
			assertThat(application.statuses(2, "/new")).as("a route at another path, its quota spent")
				.containsOnly(429);
			assertThat(application.statuses(5, "/old")).as("another route, under the changed limit")
				.containsExactly(200, 200, 200, 200, 429);
			assertThat(application.statuses(5, "/gone")).as("no route any more").containsOnly(404);
		}
	}

	private static void configure(Path file, String rate, String stack, Map<String, String> paths) {
		String routes = paths.entrySet()
			.stream()
			.map((route) -> "  - { id: %s, uri: \"${upstream}\", predicates: [ Path=%s ] }".formatted(route.getKey(),
					route.getValue()))
			.collect(Collectors.joining("\n"));
		try {
			Files.writeString(file, """
					ratelimit.limits.three.rate: %s
					spring.cloud.gateway.server.%s.routes:
					%s
					""".formatted(rate, stack, routes));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static void routes(Application application) {
		HttpResponse<String> first = application.get("/orders/1");
		assertThat(first.statusCode()).isEqualTo(200);
		limits(first.headers(), 2);
		assertThat(application.statuses(3, "/orders/2")).containsExactly(200, 200, 429);
		assertThat(application.statuses(2, "/goods")).as("another route").containsOnly(200);
		HttpResponse<String> busy = application.get("/busy");
		assertThat(busy.statusCode()).isEqualTo(429);
		assertThat(busy.headers().allValues("Retry-After")).as("the upstream's").containsExactly("33");
		limits(busy.headers(), 0);
		HttpResponse<String> refused = application.get("/busy");
		assertThat(refused.statusCode()).isEqualTo(429);
		assertThat(refused.headers().allValues("Retry-After")).hasSize(1).doesNotContain("33");
		limits(refused.headers(), 0);
		assertThat(application.statuses(4, "/written")).as("a route in Java").containsExactly(200, 200, 200, 429);
		assertThat(application.statuses(5, "/nowhere")).as("no route").containsOnly(404);
		assertThat(application.statuses(2, "/rare")).as("a path of a route").containsExactly(200, 429);
		assertThat(application.post("/body", "a").statusCode()).isEqualTo(200);
		assertThat(application.post("/body", "a").statusCode()).as("a route that depends on the body").isEqualTo(429);
		weights(application);
	}

	/** As many calls as each route's limit admits, of whichever route the gateway has drawn. */
	private static void weights(Application application) {
		Map<String, Integer> served = new TreeMap<>();
		for (int i = 0; i < 100; i++) {
			HttpResponse<String> response = application.get("/weighted");
			if (response.statusCode() == 200) {
				served.merge(response.headers().firstValue("X-Route").orElse("none"), 1, Integer::sum);
			}
		}
		assertThat(served).as("routes drawn by weight").isEqualTo(Map.of("light", 3, "dark", 3));
	}

	/** Each name once, of the gateway's own limit. */
	private static void limits(HttpHeaders headers, int left) {
		assertThat(headers.allValues("RateLimit")).hasSize(1).first().asString().startsWith("\"three\";r=" + left);
		assertThat(headers.allValues("RateLimit-Policy")).containsExactly("\"three\";q=3;w=3600");
		assertThat(headers.allValues("X-RateLimit-Limit").size()).isLessThanOrEqualTo(1);
	}

}
