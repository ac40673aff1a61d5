package dev.ratelimit.compatibility.gateway;

import java.util.Map;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.cloud.gateway.route.RouteLocator;
import org.springframework.cloud.gateway.route.builder.RouteLocatorBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

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
	RouteLocator routes(RouteLocatorBuilder routes, @Value("${upstream}") String upstream) {
		return routes.routes()
			.route("written", (route) -> route.path("/written").uri(upstream))
			.route("by-body", (route) -> route.path("/body").and().readBody(String.class, "a"::equals).uri(upstream))
			.build();
	}

}
