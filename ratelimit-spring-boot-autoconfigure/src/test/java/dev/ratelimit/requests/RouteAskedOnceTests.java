package dev.ratelimit.requests;

import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Bean;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;

class RouteAskedOnceTests {

	private static final String LIMITS = """
			ratelimit:
			  limits: { two: { algorithm: fixed-window, rate: 2/365d } }
			  web:
			    rules:
			      - { limits: two, paths: /**, condition: "route == 'a'" }
			      - { limits: two, paths: /**, condition: "route == 'b'" }
			      - { limits: two, paths: /**, condition: "route == 'c'" }
			""";

	@Test
	void aRequestWithSeveralRulesByRouteIsRoutedOnceAheadOfThem() {
		try (Running running = Running.start(Server.TOMCAT, LIMITS, Gateway.class)) {
			assertThat(running.status("GET", "/any")).isEqualTo(200);
		}
		assertThat(Gateway.asked).as("ahead of the rules, and when it is served").hasValue(2);
	}

	static class Gateway {

		private static final AtomicInteger asked = new AtomicInteger();

		@Bean
		RouterFunction<ServerResponse> gatewayCompositeRouterFunction() {
			return RouterFunctions.route((request) -> asked.incrementAndGet() > 0,
					(request) -> ServerResponse.ok().build());
		}

	}

}
