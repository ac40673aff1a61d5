package dev.ratelimit.requests;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Semaphore;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.config.WebFluxConfigurer;
import org.springframework.web.reactive.handler.SimpleUrlHandlerMapping;
import org.springframework.web.reactive.socket.WebSocketHandler;
import org.springframework.web.reactive.socket.server.WebSocketService;
import org.springframework.web.reactive.socket.server.support.HandshakeWebSocketService;
import org.springframework.web.reactive.socket.server.upgrade.ReactorNettyRequestUpgradeStrategy;
import org.springframework.web.reactive.socket.server.upgrade.StandardWebSocketUpgradeStrategy;
import org.springframework.web.server.WebFilter;

/**
 * Handlers that have begun and do not end by themselves, and some that do.
 */
@RestController
class SlowEndpoints {

	static final Semaphore begun = new Semaphore(0);

	@GetMapping("/page")
	String page() {
		return "page";
	}

	@GetMapping("/never")
	Mono<String> never() {
		return Mono.<String>never().doOnSubscribe((call) -> begun.release());
	}

	@GetMapping("/failing")
	Mono<String> failing() {
		return Mono.error(() -> new IllegalStateException("as the test wants it"));
	}

	@GetMapping(path = "/stream", produces = "text/event-stream")
	Flux<String> stream() {
		return Flux.interval(Duration.ofMillis(10))
			.onBackpressureDrop()
			.map((tick) -> "x".repeat(1000))
			.doOnSubscribe((call) -> begun.release());
	}

	@PostMapping("/upload")
	Mono<String> upload(@RequestBody Flux<String> body) {
		return body.doOnSubscribe((call) -> begun.release()).count().map(String::valueOf);
	}

	/** Has /page serve what nobody does, in a second pass of the filters. */
	@Bean
	@Order(Ordered.HIGHEST_PRECEDENCE)
	WebFilter again() {
		return (exchange, chain) -> exchange.getRequest().getPath().value().equals("/again")
				? chain.filter(exchange)
					.onErrorResume((failure) -> chain
						.filter(exchange.mutate().request((request) -> request.path("/page")).build()))
				: chain.filter(exchange);
	}

	@Bean
	HandlerMapping sockets() {
		WebSocketHandler handler = (session) -> session.receive().doOnSubscribe((call) -> begun.release()).then();
		return new SimpleUrlHandlerMapping(Map.of("/socket", handler), -1);
	}

	/** By itself it would be that of another server on the class path. */
	@Bean
	WebFluxConfigurer upgrade(Environment environment) {
		boolean netty = environment.getRequiredProperty("test.server").equals(Server.NETTY.id());
		return new WebFluxConfigurer() {
			@Override
			public WebSocketService getWebSocketService() {
				return new HandshakeWebSocketService(
						netty ? new ReactorNettyRequestUpgradeStrategy() : new StandardWebSocketUpgradeStrategy());
			}
		};
	}

}
