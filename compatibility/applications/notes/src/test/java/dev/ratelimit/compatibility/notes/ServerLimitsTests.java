package dev.ratelimit.compatibility.notes;

import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.ExecutionException;

import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

@NotesTest
class ServerLimitsTests {

	@Value("${local.server.port}")
	private int port;

	@Autowired
	private RateLimiterRegistry limiters;

	@Autowired
	private Digest digest;

	private Client client;

	@BeforeEach
	void connect() {
		this.client = new Client(this.port);
	}

	@Test
	void healthAndPreflightsCostNothing() {
		spend("address", this.client.address());
		assertThat(this.client.get("/actuator/health").statusCode()).isEqualTo(200);
		assertThat(this.client.send("OPTIONS", "/api/notes", null, "Origin", "https://partner.example",
				"Access-Control-Request-Method", "POST")
			.statusCode()).isEqualTo(200);
	}

	@Test
	void anAddressThatIsRefusedOpensNoConnection() throws Exception {
		spend("address", this.client.address());
		assertThatThrownBy(() -> new Questions(this.port, this.client.address()).close())
			.isInstanceOf(ExecutionException.class)
			.cause()
			.isInstanceOfSatisfying(WebSocketHandshakeException.class,
					(ex) -> assertThat(ex.getResponse().statusCode()).isEqualTo(429));
	}

	@Test
	void aQuestionThatIsRefusedLeavesTheConnectionOpen() throws Exception {
		try (Questions questions = new Questions(this.port, this.client.address())) {
			assertThat(questions.ask("often")).isEqualTo("often 0");
			assertThat(this.limiters.get("words").peek("often").remaining()).isEqualTo(4);
			spend("words", "often");
			assertThat(questions.ask("often")).startsWith("RateLimitExceededException: Limit 'words'");
			assertThat(questions.ask("seldom")).isEqualTo("seldom 0");
		}
	}

	@Test
	void aWordHasOneQuotaHoweverItIsAskedFor() throws Exception {
		this.client.with("");
		assertThat(this.client.get("/api/words/shared").statusCode()).isEqualTo(200);
		try (Questions questions = new Questions(this.port, this.client.address())) {
			assertThat(questions.ask("shared")).isEqualTo("shared 0");
		}
		assertThat(this.limiters.get("words").peek("shared").remaining()).isEqualTo(3);
	}

	@Test
	void aDigestThatIsRefusedIsPostponed() {
		await().atMost(Duration.ofSeconds(10)).until(() -> this.digest.postponed() >= 2);
		assertThat(this.digest.made()).isEqualTo(3);
	}

	private void spend(String limit, String key) {
		RateLimiter limiter = this.limiters.get(limit);
		assertThat(limiter.tryAcquire(key, limiter.peek(key).remaining()).allowed()).isTrue();
	}

}
