package dev.ratelimit.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.List;

import dev.ratelimit.ManualTimeSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The sample's promises, on a clock that stands still until it is advanced.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class SampleApplicationTests {

	private final HttpClient client = HttpClient.newHttpClient();

	@LocalServerPort
	private int port;

	@Autowired
	private ManualTimeSource time;

	@BeforeEach
	void forgetWhatOtherTestsSpent() {
		this.time.advance(Duration.ofHours(3));
	}

	@Test
	void threeFailedLoginsAMinuteForOneUser() throws Exception {
		for (int i = 0; i < 3; i++) {
			assertThat(login("alice", "guess").statusCode()).isEqualTo(401);
		}
		HttpResponse<String> refused = login("alice", "wonderland");
		assertThat(refused.statusCode()).isEqualTo(429);
		assertThat(refused.headers().firstValue("Retry-After")).hasValue("60");
		assertThat(refused.body()).contains("\"violated-policies\":[\"login-user\"]");
		assertThat(refused.body()).contains("#abnormal-usage-detected");
		this.time.advance(Duration.ofMinutes(1));
		assertThat(login("alice", "wonderland").statusCode()).isEqualTo(200);
	}

	@Test
	void aUserForWhomGuessingGoesOnIsLockedOutForLonger() throws Exception {
		for (String wait : List.of("60", "600", "3600", "3600")) {
			for (int i = 0; i < 3; i++) {
				assertThat(login("carol", "guess").statusCode()).isEqualTo(401);
			}
			assertThat(login("carol", "guess").headers().firstValue("Retry-After")).hasValue(wait);
			this.time.advance(Duration.ofSeconds(Long.parseLong(wait)));
		}
	}

	@Test
	void successfulLoginsDoNotCount() throws Exception {
		for (int i = 0; i < 15; i++) {
			assertThat(login("bob", "builder").statusCode()).isEqualTo(200);
		}
	}

	@Test
	void tenFailedLoginsAMinuteFromOneAddress() throws Exception {
		for (int i = 0; i < 10; i++) {
			assertThat(login("user-" + i, "guess").statusCode()).isEqualTo(401);
		}
		assertThat(login("user-10", "guess").statusCode()).isEqualTo(429);
	}

	@Test
	void twentySearchesAMinuteForEachUser() throws Exception {
		for (int i = 0; i < 20; i++) {
			assertThat(search("alice", "wonderland").statusCode()).isEqualTo(200);
		}
		assertThat(search("alice", "wonderland").statusCode()).isEqualTo(429);
		assertThat(search("bob", "builder").statusCode()).isEqualTo(200);
	}

	@Test
	void moreForWhoPaysMore() throws Exception {
		assertThat(burst("free-key")).isEqualTo(10);
		assertThat(burst("gold-key")).isEqualTo(100);
		assertThat(burst("trial@example.com")).isEqualTo(3);
	}

	@Test
	void theHealthOfTheApiIsNotLimited() throws Exception {
		HttpResponse<String> response = send(request("/api/health"));
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("RateLimit")).isEmpty();
	}

	@Test
	void exportsLeaveOneASecond() throws Exception {
		long before = this.time.nanos();
		for (int i = 0; i < 4; i++) {
			assertThat(send(request("/export")).statusCode()).isEqualTo(200);
		}
		assertThat(this.time.nanos() - before).isEqualTo(Duration.ofSeconds(3).toNanos());
	}

	@Test
	void twoQuotesASecondAndTwentyAMinute() throws Exception {
		int admitted = 0;
		for (int second = 0; second < 15; second++) {
			for (int i = 0; i < 3; i++) {
				admitted += (send(request("/quotes")).statusCode() == 200) ? 1 : 0;
			}
			assertThat(admitted).isEqualTo(Math.min(2 * (second + 1), 20));
			this.time.advance(Duration.ofSeconds(1));
		}
	}

	private int burst(String apiKey) throws Exception {
		int admitted = 0;
		while (send(request("/api/weather").header("X-Api-Key", apiKey)).statusCode() == 200) {
			admitted++;
		}
		return admitted;
	}

	private HttpResponse<String> login(String user, String password) throws Exception {
		return send(request("/login").header("Content-Type", "application/x-www-form-urlencoded")
			.POST(BodyPublishers.ofString("username=" + user + "&password=" + password)));
	}

	private HttpResponse<String> search(String user, String password) throws Exception {
		String credentials = Base64.getEncoder()
			.encodeToString((user + ":" + password).getBytes(StandardCharsets.UTF_8));
		return send(request("/search").header("Authorization", "Basic " + credentials));
	}

	private HttpRequest.Builder request(String path) {
		return HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path));
	}

	private HttpResponse<String> send(HttpRequest.Builder request) throws IOException, InterruptedException {
		return this.client.send(request.build(), BodyHandlers.ofString());
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Time {

		@Bean
		ManualTimeSource timeSource() {
			return new ManualTimeSource();
		}

	}

}
