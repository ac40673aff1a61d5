package dev.ratelimit.compatibility;

import java.net.http.HttpHeaders;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.TreeMap;

import dev.ratelimit.compatibility.Application.Mode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Spring Cloud Gateway, before a server that has limits of its own.
 */
@DisplayName("Spring Cloud Gateway")
@ExtendWith(Results.class)
@TestMethodOrder(MethodOrderer.DisplayName.class)
class GatewayTests {

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
		try (Application application = Application.start("gateway-mvc", Mode.NORMAL)) {
			routes(application);
			assertThat(application.statuses(2, "/orders/own")).as("the route's, ahead of controllers")
				.containsOnly(429);
			assertThat(application.statuses(5, "/function")).as("the application's own route").containsOnly(200);
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
