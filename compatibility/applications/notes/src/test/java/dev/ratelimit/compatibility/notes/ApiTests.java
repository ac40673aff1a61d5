package dev.ratelimit.compatibility.notes;

import java.net.http.HttpResponse;
import java.time.Instant;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Value;

import static org.assertj.core.api.Assertions.assertThat;

@NotesTest
class ApiTests {

	@Value("${local.server.port}")
	private int port;

	private Client client;

	@BeforeEach
	void connect() {
		this.client = new Client(this.port).with("notes:write");
	}

	@Test
	void aNoteIsWrittenAndFound() {
		HttpResponse<String> answer = this.client.write("Tea");
		assertThat(answer.statusCode()).isEqualTo(201);
		assertThat(answer.body()).contains("\"title\":\"Tea\"", this.client.author());
		String note = answer.headers().firstValue("Location").orElseThrow();
		assertThat(this.client.get(note).body()).isEqualTo(answer.body());
	}

	@Test
	void writingNeedsTheScopeForIt() {
		assertThat(this.client.with("notes:read").write("Tea").statusCode()).isEqualTo(403);
	}

	@Test
	void aNoteWithoutATitleIsABadRequest() {
		HttpResponse<String> answer = this.client.write("");
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
	}

	@Test
	void jsonThatEndsEarlyIsABadRequest() {
		assertThat(this.client.post("{\"title\":").statusCode()).isEqualTo(400);
	}

	@Test
	void aNoteAsPlainTextIsNotSupported() {
		assertThat(this.client.send("POST", "/api/notes", "Tea", "Content-Type", "text/plain").statusCode())
			.isEqualTo(415);
	}

	@Test
	void aNoteCannotBePatched() {
		assertThat(this.client.send("PATCH", "/api/notes", null).statusCode()).isEqualTo(405);
	}

	@Test
	void anUnknownNoteIsNotFound() {
		HttpResponse<String> answer = this.client.get("/api/notes/999999");
		assertThat(answer.statusCode()).isEqualTo(404);
		assertThat(answer.body()).contains("\"detail\":\"No note 999999\"");
	}

	@Test
	void anUnknownPathIsNotFound() {
		HttpResponse<String> answer = this.client.get("/api/nothing");
		assertThat(answer.statusCode()).isEqualTo(404);
		assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
	}

	@Test
	void authorsSeeTheirOwnNotes() {
		this.client.write("Mine");
		assertThat(this.client.get("/api/notes").body()).contains("Mine").doesNotContain("Welcome");
		assertThat(new Client(this.port).with("").get("/api/notes").body()).isEqualTo("[]");
	}

	@Test
	void aNoteIsRemoved() {
		String note = this.client.written("Outdated");
		assertThat(this.client.send("DELETE", note, null).statusCode()).isEqualTo(204);
		assertThat(this.client.get(note).statusCode()).isEqualTo(404);
	}

	@Test
	void aNoteOfSomebodyElseIsNotRemoved() {
		String note = this.client.written("Precious");
		Client other = new Client(this.port).with("notes:write");
		assertThat(other.send("DELETE", note, null).statusCode()).isEqualTo(403);
		assertThat(this.client.get(note).statusCode()).isEqualTo(200);
	}

	@Test
	void suggestionsAreTitles() {
		assertThat(this.client.get("/api/suggestions?q=hous").body())
			.isEqualTo("[{\"title\":\"Rules of the house\"}]");
	}

	@Test
	void reportsNeedTheScopeForThem() {
		assertThat(this.client.get("/api/reports/sam").statusCode()).isEqualTo(403);
	}

	@Test
	void aReportCountsWhatWasWritten() {
		this.client.write("One");
		this.client.write("Two");
		assertThat(this.client.with("reports").get("/api/reports/" + this.client.author()).body())
			.contains("\"written\":2");
	}

	@Test
	void anUnexpectedErrorIsAnsweredWithoutItsCause() {
		HttpResponse<String> answer = this.client.with("reports").get("/api/reports/unlucky");
		assertThat(answer.statusCode()).isEqualTo(500);
		assertThat(answer.body()).contains("\"detail\":\"Our fault\"").doesNotContain("hunter2");
	}

	@Test
	void aWordIsCounted() {
		this.client.post("{\"title\":\"Zoo\",\"text\":\"An aardvark\"}");
		assertThat(this.client.get("/api/words/aardvark").body()).contains("\"notes\":1");
	}

	@Test
	void aCallWithoutATokenIsUnauthorized() {
		HttpResponse<String> answer = new Client(this.port).get("/api/notes");
		assertThat(answer.statusCode()).isEqualTo(401);
		assertThat(answer.headers().firstValue("WWW-Authenticate"))
			.hasValueSatisfying((it) -> assertThat(it).startsWith("Bearer"));
	}

	@Test
	void aTokenThatIsNoneIsUnauthorized() {
		assertThat(this.client.withToken("nonsense").get("/api/notes").statusCode()).isEqualTo(401);
	}

	@Test
	void aTokenThatHasExpiredIsUnauthorized() {
		String token = this.client.token(Client.SECRET, Instant.now().minusSeconds(600), "notes:write", "free");
		assertThat(this.client.withToken(token).get("/api/notes").statusCode()).isEqualTo(401);
	}

	@Test
	void aTokenThatSomebodyElseSignedIsUnauthorized() {
		String token = this.client.token(Client.SECRET.toUpperCase(), Instant.now().plusSeconds(600), "notes:write",
				"free");
		assertThat(this.client.withToken(token).get("/api/notes").statusCode()).isEqualTo(401);
	}

	@Test
	void aSessionOfThePagesIsNoToken() {
		Browser browser = new Browser(this.port);
		browser.signIn("ada", "secret");
		assertThat(browser.get("/api/notes").statusCode()).isEqualTo(401);
	}

}
