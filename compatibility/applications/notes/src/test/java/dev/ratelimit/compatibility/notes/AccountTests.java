package dev.ratelimit.compatibility.notes;

import java.net.http.HttpResponse;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Value;

import static org.assertj.core.api.Assertions.assertThat;

@NotesTest
class AccountTests {

	@Value("${local.server.port}")
	private int port;

	private Browser browser;

	@BeforeEach
	void visit() {
		this.browser = new Browser(this.port);
	}

	@Test
	void theRightPasswordSignsIn() {
		assertThat(Browser.location(this.browser.signIn("ada", "secret"))).isEqualTo("/");
		assertThat(this.browser.get("/").body()).contains("Signed in as <b>ada</b>");
	}

	@Test
	void aWrongPasswordDoesNot() {
		assertThat(Browser.location(this.browser.signIn("ada", "wrong"))).isEqualTo("/login?error");
		assertThat(this.browser.get("/login?error").body()).contains("Wrong name or password");
		assertThat(this.browser.get("/").body()).doesNotContain("Signed in");
	}

	@Test
	void signingInLeadsBackToWhereTheVisitorWasGoing() {
		assertThat(Browser.location(this.browser.get("/mine"))).endsWith("/login");
		assertThat(Browser.location(this.browser.signIn("ada", "secret"))).contains("/mine");
	}

	@Test
	void signingInWithoutTheTokenIsForbidden() {
		this.browser.get("/login");
		Map<String, String> fields = Map.of("username", "ada", "password", "secret");
		assertThat(this.browser.postWithToken("made-up", "/login", fields).statusCode()).isEqualTo(403);
	}

	@Test
	void signingOutLeadsToTheFirstPage() {
		this.browser.signIn("ada", "secret");
		assertThat(Browser.location(this.browser.post("/logout", Map.of()))).isEqualTo("/");
		assertThat(Browser.location(this.browser.get("/mine"))).endsWith("/login");
	}

	@Test
	void aNoteIsWrittenAndListed() {
		this.browser.signIn("ada", "secret");
		String note = this.browser.write("Groceries", "Tea and milk");
		assertThat(this.browser.get(note).body()).contains("<b>ada</b>: <span>Tea and milk</span>");
		assertThat(this.browser.get("/mine").body()).contains("Groceries");
		assertThat(this.browser.get("/").body()).contains("Groceries");
	}

	@Test
	void markupInANoteIsEscaped() {
		this.browser.signIn("ada", "secret");
		String note = this.browser.write("Script", "<script>alert(1)</script>");
		assertThat(this.browser.get(note).body()).contains("&lt;script&gt;alert").doesNotContain("<script>alert");
	}

	@Test
	void aNoteWithoutATitleIsShownWithItsError() {
		this.browser.signIn("ada", "secret");
		HttpResponse<String> answer = this.browser.post("/notes", Map.of("title", " ", "text", "Nameless"));
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.body()).contains("class=\"error\"", "Nameless");
	}

	@Test
	void aNoteThatIsTooLongIsShownWithItsError() {
		this.browser.signIn("ada", "secret");
		HttpResponse<String> answer = this.browser.post("/notes", Map.of("title", "Long", "text", "x".repeat(201)));
		assertThat(answer.body()).contains("class=\"error\"");
	}

	@Test
	void writingNeedsSomebodyWhoIsSignedIn() {
		assertThat(this.browser.write("Anonymous", "")).endsWith("/login");
	}

	@Test
	void readersCannotWrite() {
		this.browser.signIn("rob", "secret");
		assertThat(this.browser.post("/notes", Map.of("title", "Robbed", "text", "")).statusCode()).isEqualTo(403);
		assertThat(this.browser.get("/").body()).doesNotContain("Robbed");
	}

	@Test
	void writersAreNotStaff() {
		this.browser.signIn("ada", "secret");
		assertThat(this.browser.post("/admin/notes/1/removals", Map.of()).statusCode()).isEqualTo(403);
	}

	@Test
	void staffRemovesNotes() {
		this.browser.signIn("sam", "secret");
		String note = this.browser.write("Advertisement", "");
		assertThat(this.browser.post("/admin" + note + "/removals", Map.of()).statusCode()).isEqualTo(204);
		assertThat(this.browser.get(note).statusCode()).isEqualTo(404);
	}

}
