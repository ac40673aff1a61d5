package dev.ratelimit.requests;

import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

import dev.ratelimit.requests.Wire.Response;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls of other origins on Spring MVC and on WebFlux: both answer them alike.
 */
class EitherStackCorsTests extends EitherStack {

	private static final String ORIGIN = "Origin: https://shop.example";

	private static final String ASKED = "Access-Control-Request-Method: GET";

	private static String caller() {
		return "User-Agent: " + UUID.randomUUID();
	}

	@ParameterizedTest
	@EnumSource
	void aPreflightThatTheApplicationAnswersIsFree(Server server) {
		assertThat(on(server).statuses(4, "OPTIONS", "/mapped", caller(), ORIGIN, ASKED)).containsOnly(200);
		assertThat(on(server).statuses(4, "OPTIONS", "/mapped", caller(), ORIGIN, ASKED,
				"Access-Control-Request-Headers: x-pin", "Sec-Fetch-Mode: cors", "X-Forwarded-For: 198.51.100.1",
				"CF-Ray: 1", "X-Request-Id: 2", "Accept: */*"))
			.containsOnly(200);
	}

	@ParameterizedTest
	@EnumSource
	void anyOtherPreflightCounts(Server server) {
		assertThat(on(server).statuses(4, "OPTIONS", "/page", someCase(), ORIGIN, ASKED)).endsWith(429, 429);
		assertThat(on(server).statuses(4, "OPTIONS", "/mapped", caller(), "Origin: https://evil.example", ASKED))
			.endsWith(429, 429);
		for (String line : List.of("Authorization: Basic YTpi", "Cookie: a=b", "X-Api-Key: k", "X-Pin: 7", "Badge: 7",
				"Sec-WebSocket-Protocol: pin.7", "X-Forwarded-User: anna", "CF-Access-Client-Id: 7",
				"X-ARR-ClientCert: MIIB", "X-Appengine-Inbound-Appid: a")) {
			assertThat(on(server).statuses(4, "OPTIONS", "/mapped", caller(), ORIGIN, ASKED, line)).endsWith(429, 429);
		}
		String body = String.join("\r\n", "OPTIONS /mapped HTTP/1.1", "Host: localhost", "Connection: close", caller(),
				ORIGIN, ASKED, "Content-Length: 3\r\n\r\na=b");
		assertThat(Stream.generate(() -> on(server).send(body).status()).limit(4)).endsWith(429, 429);
	}

	@ParameterizedTest
	@EnumSource
	void aScriptOfAnotherOriginCanReadARefusal(Server server) {
		String own = caller();
		assertThat(on(server).statuses(2, "GET", "/mapped", own, ORIGIN)).containsOnly(200);
		Response refused = on(server).send("GET", "/mapped", own, ORIGIN);
		assertThat(refused.status()).isEqualTo(429);
		assertThat(refused.header("Access-Control-Allow-Origin")).containsExactly("https://shop.example");
		assertThat(refused.header("Access-Control-Expose-Headers").get(0)).contains("RateLimit", "Retry-After");
		assertThat(on(server).send("GET", "/mapped", own).header("Access-Control-Allow-Origin")).isEmpty();
	}

}
