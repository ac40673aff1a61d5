package dev.ratelimit.compatibility.notes;

import java.net.http.HttpResponse;
import java.time.Duration;

import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@NotesTest
class ServerTests {

	@Value("${local.server.port}")
	private int port;

	@Autowired
	private Digest digest;

	@Test
	void healthIsPublic() {
		assertThat(client().get("/actuator/health").body()).contains("\"status\":\"UP\"");
	}

	@Test
	void aPartnersPagesMayCall() {
		HttpResponse<String> answer = client().with("notes:write").get("/api/notes", "Origin", "https://partner.example");
		assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue("https://partner.example");
		HttpResponse<String> preflight = preflight("https://partner.example");
		assertThat(preflight.statusCode()).isEqualTo(200);
		assertThat(preflight.headers().firstValue("Access-Control-Allow-Methods")).isPresent();
	}

	@Test
	void pagesOfOthersMayNotCall() {
		assertThat(preflight("https://evil.example").statusCode()).isEqualTo(403);
	}

	@Test
	void whatIsWrittenIsStreamed() throws Exception {
		Client client = client().with("notes:write");
		try (Changes changes = new Changes(client)) {
			assertThat(changes.answer().statusCode()).isEqualTo(200);
			assertThat(changes.answer().headers().firstValue("Content-Type"))
				.hasValueSatisfying((it) -> assertThat(it).startsWith("text/event-stream"));
			client.write("Streamed");
			assertThat(changes.next()).contains("\"title\":\"Streamed\"");
			client.write("And again");
			assertThat(changes.next()).contains("\"title\":\"And again\"");
		}
	}

	@Test
	void aStreamNeedsAToken() throws Exception {
		try (Changes changes = new Changes(client())) {
			assertThat(changes.answer().statusCode()).isEqualTo(401);
		}
	}

	@Test
	void questionsAreAnswered() throws Exception {
		try (Questions questions = new Questions(this.port, client().address())) {
			assertThat(questions.ask("kind")).isEqualTo("kind 1");
			assertThat(questions.ask("unkind")).isEqualTo("unkind 0");
		}
	}

	@Test
	void digestsAreMadeOfTheFeedAgainAndAgain() {
		await().atMost(Duration.ofSeconds(10)).until(() -> this.digest.made() >= 2);
		assertThat(this.digest.latest()).contains("Welcome", "Rules of the house");
	}

	private Client client() {
		return new Client(this.port);
	}

	private HttpResponse<String> preflight(String origin) {
		return client().send("OPTIONS", "/api/notes", null, "Origin", origin, "Access-Control-Request-Method", "POST",
				"Access-Control-Request-Headers", "authorization");
	}

}
