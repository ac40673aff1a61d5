package dev.ratelimit.sample.docs;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.web.RateLimitingClientHttpRequestInterceptor;
import org.junit.jupiter.api.Test;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.ResponseEntity;
import org.springframework.mock.http.client.MockClientHttpRequest;
import org.springframework.mock.http.client.MockClientHttpResponse;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Blocks of the pages, word for word, under calls of a real client.
 */
class PageBlocksTests extends RunningBlocks {

	private static final Path HOW_TO = Path.of("../docs/how-to.md");

	@Test
	void aUserAnApiKeyAndAnAddressOfOneNameHaveQuotasOfTheirOwn() throws Exception {
		String block = yaml(HOW_TO, "'user:' + principal").replace("100/1m", "1/1m").replace("300/1m", "5/1m");
		run(block, (context) -> {
			String alice = "Basic "
					+ Base64.getEncoder().encodeToString("alice:secret".getBytes(StandardCharsets.UTF_8));
			for (String[] headers : List.of(new String[] { "Authorization", alice },
					new String[] { "X-Api-Key", "alice" }, new String[] { "X-Api-Key", "user:alice" },
					new String[] { "Accept", "*/*" })) {
				assertThat(get(context, "/api/hello", headers)).as("first of %s", headers[1]).isEqualTo(200);
				assertThat(get(context, "/api/hello", headers)).as("second of %s", headers[1]).isEqualTo(429);
			}
		});
	}

	@Test
	void madeUpKeysShareTheQuotaOfTheirAddress() throws Exception {
		String block = yaml(HOW_TO, "'user:' + principal").replace("300/1m", "2/1m");
		run(block, (context) -> {
			assertThat(get(context, "/api/hello", "X-Api-Key", "1")).isEqualTo(200);
			assertThat(get(context, "/api/hello", "X-Api-Key", "2")).isEqualTo(200);
			assertThat(get(context, "/api/hello", "X-Api-Key", "3")).isEqualTo(429);
		});
	}

	@Test
	void anEmptyKeyIsNone() throws Exception {
		run(yaml(HOW_TO, "'user:' + principal").replace("100/1m", "1/1m"), (context) -> {
			assertThat(get(context, "/api/hello")).isEqualTo(200);
			assertThat(get(context, "/api/hello", "X-Api-Key", "")).isEqualTo(429);
		});
	}

	@Test
	void aLoginThatReadsJsonLocksOutAfterFiveFailures() throws Exception {
		run(WithLogin.class, yaml(HOW_TO, "login-name"), (context) -> {
			for (int i = 0; i < 8; i++) {
				assertThat(login(context, "alice", "secret")).isEqualTo(200);
			}
			for (int i = 0; i < 5; i++) {
				assertThat(login(context, (i % 2 == 0) ? "alice" : "ALICE ", "guess")).isEqualTo(401);
			}
			assertThat(login(context, "alice", "secret")).isEqualTo(429);
			assertThat(login(context, "bob", "secret")).isEqualTo(200);
			this.time.advance(Duration.ofMinutes(15));
			assertThat(login(context, "alice", "secret")).isEqualTo(200);
		});
	}

	@Test
	void theLoginIsTheOneOnThePage() throws IOException {
		String page = block(HOW_TO, "java", "LoginController");
		Path test = Path.of("src/test/java/dev/ratelimit/sample/docs/PageBlocksTests.java");
		assertThat(Files.readString(test).replace("static class", "class").lines().map(String::strip))
			.containsSequence(page.lines().map(String::strip).toList());
	}

	@Test
	void callsToAPartnerAreEvenlySpaced() throws Exception {
		run(yaml(HOW_TO, "partner:"), (context) -> {
			RateLimitingClientHttpRequestInterceptor turns = new RateLimitingClientHttpRequestInterceptor(
					context.getBean(RateLimiterRegistry.class).get("partner"), this.time);
			List<Long> sent = new ArrayList<>();
			long start = this.time.nanos();
			for (int i = 0; i < 6; i++) {
				turns.intercept(new MockClientHttpRequest(HttpMethod.GET, "https://partner.example"), new byte[0],
						(request, body) -> {
							sent.add(Duration.ofNanos(this.time.nanos() - start).toMillis());
							return new MockClientHttpResponse(new byte[0], HttpStatus.OK);
						});
			}
			assertThat(sent).containsExactly(0L, 200L, 400L, 600L, 800L, 1000L);
		});
	}

	@Test
	void redisThatIsDownTakesNoNodeOutOfService() throws Exception {
		Path page = Path.of("../docs/operations.md");
		String redis = "ratelimit: { store: redis, limits: { api: { rate: 1/1m } } }\nspring.data.redis.port: 1\n";
		run(redis, (context) -> assertThat(get(context, "/actuator/health")).isEqualTo(503));
		run(redis + yaml(page, "redis:\n      enabled"),
				(context) -> assertThat(get(context, "/actuator/health")).isEqualTo(200));
		run(redis + yaml(page, "balancer"), (context) -> {
			assertThat(get(context, "/actuator/health")).isEqualTo(503);
			assertThat(get(context, "/actuator/health/balancer")).isEqualTo(200);
		});
	}

	@Configuration(proxyBeanMethods = false)
	@Import({ Example.class, LoginController.class })
	static class WithLogin {

	}

	@RestController
	static class LoginController {

		@PostMapping("/api/login")
		@RateLimited(value = "login-name", key = "canonical(#credentials.username)",
				refundWhen = "#result != null and #result.statusCode.value() == 200")
		ResponseEntity<String> login(@RequestBody Credentials credentials) {
			boolean right = credentials.password().equals("secret"); // your check
			return right ? ResponseEntity.ok("Welcome") : ResponseEntity.status(401).body("Wrong name or password");
		}

		record Credentials(String username, String password) {

		}

	}

}
