package dev.ratelimit.compatibility.kotlin

import dev.ratelimit.annotation.RateLimited
import kotlinx.coroutines.CompletableDeferred
import kotlinx.coroutines.Deferred
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flowOf
import org.springframework.web.bind.annotation.GetMapping
import org.springframework.web.bind.annotation.RestController
import reactor.core.publisher.Flux
import reactor.core.publisher.Mono

/** Handlers of WebFlux as Kotlin writes them. */
@RestController
open class Handlers {

	@GetMapping("/suspending")
	@RateLimited("two")
	open suspend fun suspending(): String {
		delay(1)
		return "suspending"
	}

	@GetMapping("/flow")
	@RateLimited("two")
	open fun flow(): Flow<String> = flowOf("flow")

	@GetMapping("/suspending-flow")
	@RateLimited("two")
	open suspend fun suspendingFlow(): Flow<String> {
		delay(1)
		return flowOf("flow")
	}

	@GetMapping("/suspending-flux")
	@RateLimited("two")
	open suspend fun suspendingFlux(): Flux<String> = Flux.just("flux")

	@GetMapping("/suspending-mono")
	@RateLimited("two")
	open suspend fun suspendingMono(): Mono<String> = Mono.just("mono")

	@GetMapping("/deferred")
	@RateLimited("two")
	open fun deferred(): Deferred<String> = CompletableDeferred("deferred")

}
