package dev.ratelimit.internal.servlet;

import java.net.http.HttpResponse;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a refused client gets, from a real Tomcat.
 */
class RefusalTests {

	private static TestServer server;

	@BeforeAll
	static void start() {
		server = RefusingServer.start();
	}

	@AfterAll
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "*/*", "application/json", "application/json, text/html", "text/html;q=0.5, application/json",
					"text/html;q=0", "text/*", "application/problem+json", "application/problem+xml", "application/xml",
					"image/png", "text/event-stream", "application/*;q=0.1", "garbage", "nothing/at/all" })
	void theBodyIsAProblemWhateverTheAccept(String accept) {
		for (String path : List.of("/filtered/a%20b", "/thrown/a%20b")) {
			HttpResponse<String> response = server.get(path, "Accept", accept, "Accept-Language", "en");
			assertThat(response.statusCode()).isEqualTo(429);
			assertThat(response.headers().allValues("Retry-After")).containsExactly("60");
			assertThat(response.headers().allValues("Content-Type")).containsExactly("application/problem+json");
			assertThat(response.body()).isEqualTo(
					"{\"type\":\"https://iana.org/assignments/http-problem-types#quota-exceeded\",\"title\":\"Quota exceeded\","
							+ "\"status\":429,\"detail\":\"Limit exceeded: api. Retry after 60 seconds.\",\"instance\":\""
							+ path + "\",\"violated-policies\":[\"api\"]}");
		}
	}

	@Test
	void aHandlerMayHaveTakenTheWriter() {
		for (String path : List.of("/thrown/written", "/thrown/servlet")) {
			HttpResponse<String> response = server.get(path, "Accept-Language", "en");
			assertThat(response.statusCode()).isEqualTo(429);
			assertThat(response.body()).startsWith("{\"type\"").endsWith("}");
			assertThat(response.headers().allValues("Content-Type")).containsExactly("application/problem+json");
			assertThat(response.headers().allValues("Retry-After")).containsExactly("60");
			assertThat(response.headers().allValues("X-Kept")).containsExactly("1", "2");
		}
	}

	@Test
	void aRefusalHasBothStylesOfHeaders() {
		HttpResponse<String> response = server.get("/filtered");
		assertThat(response.headers().allValues("RateLimit-Policy")).containsExactly("\"api\";q=1;w=60");
		assertThat(response.headers().allValues("RateLimit")).containsExactly("\"api\";r=0;t=60");
		assertThat(response.headers().allValues("X-RateLimit-Limit")).containsExactly("1");
		assertThat(response.headers().allValues("X-RateLimit-Remaining")).containsExactly("0");
		assertThat(response.headers().allValues("X-RateLimit-Reset")).containsExactly("60");
	}

	@Test
	void aHeadRequestGetsTheHeadersOnly() {
		HttpResponse<String> response = server.send("HEAD", "/filtered");
		assertThat(response.statusCode()).isEqualTo(429);
		assertThat(response.headers().allValues("Retry-After")).containsExactly("60");
		assertThat(response.body()).isEmpty();
	}

}
