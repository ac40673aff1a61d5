package dev.ratelimit.compatibility.notes;

import java.util.Map;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;

@Configuration(proxyBeanMethods = false)
class RoutesConfiguration {

	@Bean
	RouterFunction<ServerResponse> routes(Notebook notebook, Words words) {
		return RouterFunctions.route()
			.GET("/feed",
					(request) -> ServerResponse.ok()
						.contentType(MediaType.TEXT_PLAIN)
						.body(notebook.all().map((note) -> note.title() + "\n"), String.class))
			.GET("/api/words/{word}", words::answer)
			.build();
	}

	@Bean
	SimpleUrlHandlerMapping sockets(WordsSocket words) {
		return new SimpleUrlHandlerMapping(Map.of("/ws", words), -1);
	}

}
