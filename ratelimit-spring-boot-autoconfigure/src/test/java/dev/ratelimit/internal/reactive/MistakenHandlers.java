package dev.ratelimit.internal.reactive;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.ratelimit.annotation.RateLimited;
import reactor.core.publisher.Mono;

import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/** Handlers with annotations that stop the start. */
final class MistakenHandlers {

	private MistakenHandlers() {
	}

	@RestController
	static class MistakenValue {

		@GetMapping("/mistaken")
		@RateLimited(value = "two", key = "ip")
		String handle() {
			return "plain";
		}

	}

	@RestController
	static class MistakenStage {

		@GetMapping("/mistaken")
		@RateLimited(value = "two", key = "ip")
		CompletionStage<String> handle() {
			return CompletableFuture.completedStage("stage");
		}

	}

	@RestController
	static class MistakenRequest {

		@GetMapping("/rows")
		@RateLimited(value = "two", permits = "request.getParameter('rows') ?: 1000")
		Mono<String> rows() {
			return Mono.just("rows");
		}

	}

}
