package dev.ratelimit.internal.reactive;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.annotation.RateLimited;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.stereotype.Service;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.service.annotation.GetExchange;

/**
 * Handlers of WebFlux with limits, and a service behind them.
 */
@RestController
class AnnotatedHandlers {

	private final Quotes quotes;

	AnnotatedHandlers(Quotes quotes) {
		this.quotes = quotes;
	}

	@GetMapping("/mono")
	@RateLimited("two")
	Mono<String> mono() {
		return Mono.just("mono");
	}

	@GetMapping("/both")
	@RateLimited("two")
	Mono<String> both() {
		return Mono.just("both");
	}

	@GetMapping("/user")
	@RateLimited(value = "two", key = "principal")
	Mono<String> user() {
		return Mono.just("user");
	}

	@GetMapping("/items/{id}")
	@RateLimited(value = "two", key = "pathVariable['id'] + header['X'] + path + method + #id")
	Mono<String> item(@PathVariable("id") String id) {
		return Mono.just(id);
	}

	@GetMapping("/service")
	Flux<String> service() {
		return Mono.just("service").flatMapMany(this.quotes::of);
	}

	@GetMapping("/fallback")
	@RateLimited(value = "two", fallback = "later")
	Mono<String> fallback() {
		return Mono.just("now");
	}

	private Mono<String> later(RateLimitExceededException refusal) {
		return Mono.just("later");
	}

	@GetMapping("/plain")
	@RateLimited("two")
	String plain() {
		return "plain";
	}

	@GetMapping("/stage")
	@RateLimited("two")
	CompletableFuture<String> stage() {
		return CompletableFuture.completedFuture("stage");
	}

	@GetMapping("/flow")
	@RateLimited("two")
	Flow.Publisher<String> flow() {
		return JdkFlowAdapter.publisherToFlowPublisher(Flux.just("flow"));
	}

	@GetMapping("/together")
	@RateLimited(value = "rule", key = "'all'")
	String together() {
		return "together";
	}

	@RateLimited("rule")
	String noHandler() {
		return "no handler";
	}

	@GetExchange("/exchange")
	@RateLimited("two")
	String exchange() {
		return "exchange";
	}

	@Service
	static class Quotes {

		@RateLimited(value = "two", key = "ip + #text")
		Flux<String> of(String text) {
			return Flux.just(text);
		}

	}

}
