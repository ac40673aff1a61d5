package dev.ratelimit.compatibility.kotlin

import dev.ratelimit.RateLimitExceededException
import dev.ratelimit.annotation.RateLimited
import kotlinx.coroutines.delay
import kotlinx.coroutines.flow.Flow
import kotlinx.coroutines.flow.flow
import kotlinx.coroutines.flow.flowOf
import org.springframework.boot.autoconfigure.SpringBootApplication
import org.springframework.stereotype.Service
import reactor.core.publisher.Flux

@SpringBootApplication
class KotlinApplication

@JvmInline
value class Customer(val name: String)

/** What Kotlin adds to methods; opened by hand, as there is no compiler plugin here. */
@Service
open class Quotes {

	@RateLimited("two", key = "#name")
	open suspend fun suspending(name: String): String {
		delay(1)
		return "hello $name"
	}

	@RateLimited("two", key = "#name", fallback = "later")
	open suspend fun withFallback(name: String): String = "hello $name"

	private suspend fun later(name: String, refusal: RateLimitExceededException): String {
		delay(1)
		return "later $name, ${refusal.decision().limit()}"
	}

	@RateLimited("two", key = "#name", refundWhen = "#result == 'nothing'")
	open suspend fun refunded(name: String): String = "nothing"

	@RateLimited("two", key = "#name")
	open fun flow(name: String): Flow<String> = flow {
		emit("one")
		emit("two")
	}

	@RateLimited("two", key = "#name", fallback = "flowLater")
	open suspend fun suspendingFlow(name: String): Flow<String> {
		delay(1)
		return flow(name)
	}

	private fun flowLater(name: String): Flow<String> = flowOf("later", name)

	@RateLimited("two", key = "#name", settle = "#result")
	open suspend fun settledFlow(name: String): Flow<Int> = flowOf(0, 2)

	@RateLimited("two", key = "#name")
	open suspend fun suspendingFlux(name: String): Flux<String> = Flux.just("one", "two")

	@RateLimited("two", key = "#name")
	open fun defaulted(name: String = "default"): String = "hello $name"

	@RateLimited("two", key = "#customer")
	open fun valued(customer: Customer): String = "hello ${customer.name}"

	@RateLimited("two", key = "#customer", fallback = "valuedLater")
	open suspend fun valuedSuspending(customer: Customer): String = "hello ${customer.name}"

	private fun valuedLater(customer: Customer): String = "later ${customer.name}"

}
