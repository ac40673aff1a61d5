package dev.ratelimit.compatibility.kotlin

import java.net.URI
import java.net.http.HttpClient
import java.net.http.HttpRequest
import java.net.http.HttpResponse.BodyHandlers
import org.assertj.core.api.Assertions.assertThat
import org.junit.jupiter.api.Test
import org.junit.jupiter.api.extension.ExtendWith
import org.junit.jupiter.params.ParameterizedTest
import org.junit.jupiter.params.provider.CsvSource
import org.springframework.beans.factory.annotation.Autowired
import org.springframework.boot.test.context.SpringBootTest
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment
import org.springframework.boot.test.system.CapturedOutput
import org.springframework.boot.test.system.OutputCaptureExtension
import org.springframework.core.env.Environment

/** Handlers on a server, each with a quota of two for an address. */
@ExtendWith(OutputCaptureExtension::class)
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = ["ratelimit.web.trusted-proxies=127.0.0.0/8"])
class HandlersTests {

	@Autowired
	private lateinit var environment: Environment

	@ParameterizedTest
	@CsvSource("suspending, 1", "flow, 2", "suspending-flow, 3", "suspending-flux, 4", "suspending-mono, 5")
	fun eachAddressHasAQuotaOfItsOwn(handler: String, number: Int) {
		for (address in listOf("192.0.2.$number", "198.51.100.$number")) {
			assertThat(List(3) { status(handler, address) }).containsExactly(200, 200, 429)
		}
	}

	@Test
	fun allAddressesShareThatOfADeferredAndStartUpSaysSo(output: CapturedOutput) {
		assertThat(output.out).contains("Handlers.deferred(): all callers share its quota")
		assertThat(List(3) { status("deferred", "192.0.2.1") }).containsExactly(200, 200, 429)
		assertThat(status("deferred", "192.0.2.2")).isEqualTo(429)
	}

	private fun status(handler: String, address: String): Int {
		val port = environment.getRequiredProperty("local.server.port")
		val request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:$port/$handler")).header("X-Forwarded-For", address)
		return HttpClient.newHttpClient().send(request.build(), BodyHandlers.ofString()).statusCode()
	}

}
