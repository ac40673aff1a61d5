package dev.ratelimit.compatibility.gateway;

import java.util.Map;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cloud.gateway.server.mvc.filter.AfterFilterFunctions;
import org.springframework.cloud.gateway.server.mvc.filter.BeforeFilterFunctions;
import org.springframework.cloud.gateway.server.mvc.handler.GatewayRouterFunctions;
import org.springframework.cloud.gateway.server.mvc.handler.HandlerFunctions;
import org.springframework.cloud.gateway.server.mvc.predicate.GatewayRequestPredicates;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerResponse;

@SpringBootApplication
@RestController
public class GatewayApplication {

	public static void main(String[] args) {
		SpringApplication application = new SpringApplication(GatewayApplication.class);
		application.setDefaultProperties(Map.of("upstream", Upstream.start()));
		application.run(args);
	}

	/** The gateway's own, which no route takes. */
	@GetMapping("/orders/own")
	String own() {
		return "own";
	}

	@Bean
	@Order(1)
	RouterFunction<ServerResponse> written(@Value("${upstream}") String upstream) {
		return GatewayRouterFunctions.route("written")
			.GET("/written", HandlerFunctions.http())
			.before(BeforeFilterFunctions.uri(upstream))
			.build();
	}

	@Bean
	@Order(2)
	RouterFunction<ServerResponse> byBody(@Value("${upstream}") String upstream) {
		return GatewayRouterFunctions.route("by-body")
			.route(GatewayRequestPredicates.path("/body")
				.and(GatewayRequestPredicates.readBody(String.class, "a"::equals)), HandlerFunctions.http())
			.before(BeforeFilterFunctions.uri(upstream))
			.build();
	}

	/** The gateway reads one weight of each bean. */
	@Bean
	@Order(3)
	RouterFunction<ServerResponse> light(@Value("${upstream}") String upstream) {
		return shade("light", upstream);
	}

	@Bean
	@Order(3)
	RouterFunction<ServerResponse> dark(@Value("${upstream}") String upstream) {
		return shade("dark", upstream);
	}

	private static RouterFunction<ServerResponse> shade(String name, String upstream) {
		return GatewayRouterFunctions.route(name)
			.route(GatewayRequestPredicates.path("/weighted").and(GatewayRequestPredicates.weight("shades", 1)),
					HandlerFunctions.http())
			.before(BeforeFilterFunctions.uri(upstream))
			.after(AfterFilterFunctions.addResponseHeader("X-Route", name))
			.build();
	}

	/** No gateway's. */
	@Bean
	@Order(4)
	RouterFunction<ServerResponse> function() {
		return RouterFunctions.route().GET("/function", (request) -> ServerResponse.ok().body("function")).build();
	}

}
