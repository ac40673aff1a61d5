package dev.ratelimit.compatibility.gateway;

import java.util.Map;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
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

	/** No gateway's. */
	@Bean
	@Order(3)
	RouterFunction<ServerResponse> function() {
		return RouterFunctions.route().GET("/function", (request) -> ServerResponse.ok().body("function")).build();
	}

}
