package dev.ratelimit.compatibility.kotlin

import dev.ratelimit.RateLimitExceededException
import kotlinx.coroutines.flow.toList
import kotlinx.coroutines.reactive.asFlow
import kotlinx.coroutines.runBlocking
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.springframework.beans.factory.annotation.Autowired
import org.springframework.boot.test.context.SpringBootTest

/** Each function has a quota of two for its argument. */
@SpringBootTest
class KotlinTests {

	@Autowired
	private lateinit var quotes: Quotes

	@Test
	fun aSuspendingFunctionIsRefusedAsACoroutineFails() = runBlocking<Unit> {
		repeat(2) { assertThat(quotes.suspending("a")).isEqualTo("hello a") }
		assertRefused { quotes.suspending("a") }
		assertThat(quotes.suspending("b")).isEqualTo("hello b")
	}

	@Test
	fun aSuspendingFallbackAnswers() = runBlocking<Unit> {
		repeat(2) { assertThat(quotes.withFallback("c")).isEqualTo("hello c") }
		assertThat(quotes.withFallback("c")).isEqualTo("later c, two")
	}

	@Test
	fun theValueOfASuspendingFunctionGivesItsPermitBack() = runBlocking<Unit> {
		repeat(5) { assertThat(quotes.refunded("d")).isEqualTo("nothing") }
	}

	@Test
	fun eachCollectionOfAFlowIsDecided() = runBlocking<Unit> {
		val flow = quotes.flow("e")
		repeat(2) { assertThat(flow.toList()).containsExactly("one", "two") }
		assertRefused { flow.toList() }
	}

	@Test
	fun eachCollectionOfAFlowThatASuspendingFunctionReturnsIsDecided() = runBlocking<Unit> {
		val flow = quotes.suspendingFlow("j")
		repeat(2) { assertThat(flow.toList()).containsExactly("one", "two") }
		assertThat(flow.toList()).containsExactly("later", "j")
	}

	@Test
	fun theLastValueOfSuchAFlowSettlesIt() = runBlocking<Unit> {
		assertThat(quotes.settledFlow("k").toList()).containsExactly(0, 2)
		assertRefused { quotes.settledFlow("k").toList() }
	}

	@Test
	fun eachSubscriptionOfAFluxThatASuspendingFunctionReturnsIsDecided() = runBlocking<Unit> {
		val flux = quotes.suspendingFlux("l").asFlow()
		repeat(2) { assertThat(flux.toList()).containsExactly("one", "two") }
		assertRefused { flux.toList() }
	}

	@Test
	fun aFunctionCalledWithItsDefaultIsLimited() = runBlocking<Unit> {
		repeat(2) { assertThat(quotes.defaulted()).isEqualTo("hello default") }
		assertRefused { quotes.defaulted() }
		assertThat(quotes.defaulted("f")).isEqualTo("hello f")
	}

	@Test
	fun aValueClassIsAKeyByItsValue() = runBlocking<Unit> {
		repeat(2) { assertThat(quotes.valued(Customer("g"))).isEqualTo("hello g") }
		assertRefused { quotes.valued(Customer("g")) }
		assertThat(quotes.valued(Customer("h"))).isEqualTo("hello h")
	}

	@Test
	fun aFallbackTakesAValueClass() = runBlocking<Unit> {
		repeat(2) { assertThat(quotes.valuedSuspending(Customer("i"))).isEqualTo("hello i") }
		assertThat(quotes.valuedSuspending(Customer("i"))).isEqualTo("later i")
	}

	private suspend fun assertRefused(call: suspend () -> Unit) {
		val failure = runCatching { call() }.exceptionOrNull()
		assertThat(failure).isInstanceOf(RateLimitExceededException::class.java)
	}

}
