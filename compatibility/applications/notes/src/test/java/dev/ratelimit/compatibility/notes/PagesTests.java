package dev.ratelimit.compatibility.notes;

import java.net.http.HttpResponse;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Value;

import static org.assertj.core.api.Assertions.assertThat;

@NotesTest
class PagesTests {

	@Value("${local.server.port}")
	private int port;

	private Browser browser;

	@BeforeEach
	void visit() {
		this.browser = new Browser(this.port);
	}

	@Test
	void thePageListsAllNotes() {
		assertThat(this.browser.get("/").body()).contains("<title>All notes - Notes</title>", "Welcome",
				"Rules of the house");
	}

	@Test
	void searchFindsPartsOfTitlesInAnyCase() {
		assertThat(this.browser.get("/search?q=HOUSE").body()).contains("Rules of the house").doesNotContain("Welcome");
	}

	@Test
	void searchSaysWhenNothingIsFound() {
		assertThat(this.browser.get("/search?q=sofa").body()).contains("Nothing found");
	}

	@Test
	void searchWithoutWordsIsABadRequest() {
		HttpResponse<String> answer = this.browser.get("/search");
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(answer.body()).contains("Something went wrong");
	}

	@Test
	void aNoteHasAPage() {
		assertThat(this.browser.get("/notes/1").body()).contains("<b>sam</b>: <span>Sign in to write</span>");
	}

	@Test
	void aNoteThatIsNoNumberIsABadRequest() {
		assertThat(this.browser.get("/notes/first").statusCode()).isEqualTo(400);
	}

	@Test
	void aPageThatIsNotThereHasThePageForThat() {
		for (String path : new String[] { "/notes/999999", "/nothing", "/css/none.css" }) {
			HttpResponse<String> answer = this.browser.get(path);
			assertThat(answer.statusCode()).as(path).isEqualTo(404);
			assertThat(answer.body()).as(path).contains("There is no such page");
		}
	}

	@Test
	void aProgramReadsThatSomethingIsNotThere() {
		HttpResponse<String> answer = this.browser.get("/notes/999999", "Accept", "application/json");
		assertThat(answer.statusCode()).isEqualTo(404);
		assertThat(answer.headers().firstValue("Content-Type"))
			.hasValueSatisfying((it) -> assertThat(it).contains("json"));
	}

	@Test
	void anErrorHasAPageThatKeepsItsCause() {
		HttpResponse<String> answer = this.browser.get("/broken");
		assertThat(answer.statusCode()).isEqualTo(500);
		assertThat(answer.body()).contains("Something went wrong").doesNotContain("Something is broken");
	}

	@Test
	void stylesScriptsPicturesAndTheIconAreServed() {
		assertThat(this.browser.get("/css/notes.css").headers().firstValue("Content-Type")).hasValue("text/css");
		assertThat(this.browser.get("/js/notes.js").headers().firstValue("Content-Type")).hasValue("text/javascript");
		assertThat(this.browser.get("/images/logo.svg").statusCode()).isEqualTo(200);
		assertThat(this.browser.get("/favicon.ico").statusCode()).isEqualTo(200);
	}

	@Test
	void aStyleSheetThatHasNotChangedIsNotSentAgain() {
		String modified = this.browser.get("/css/notes.css").headers().firstValue("Last-Modified").orElseThrow();
		assertThat(this.browser.get("/css/notes.css", "If-Modified-Since", modified).statusCode()).isEqualTo(304);
	}

	@Test
	void aPageCanBeAskedForItsHeadersAlone() {
		HttpResponse<String> answer = this.browser.send("HEAD", "/", null);
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.body()).isEmpty();
	}

	@Test
	void pagesCarryTheHeadersOfSecurity() {
		assertThat(this.browser.get("/").headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
	}

	@Test
	void pinsBelongToASession() {
		assertThat(Browser.location(this.browser.post("/pins", Map.of("note", "2")))).endsWith("/pins");
		assertThat(this.browser.get("/pins").body()).contains("Rules of the house").doesNotContain("Welcome");
		assertThat(new Browser(this.port).get("/pins").body()).doesNotContain("Rules of the house");
	}

	@Test
	void aPinThatIsNoNumberIsABadRequest() {
		assertThat(this.browser.post("/pins", Map.of("note", "first")).statusCode()).isEqualTo(400);
	}

	@Test
	void theFeedIsPlain() {
		HttpResponse<String> answer = this.browser.get("/feed", "Accept", "*/*");
		assertThat(answer.headers().firstValue("Content-Type"))
			.hasValueSatisfying((it) -> assertThat(it).startsWith("text/plain"));
		assertThat(answer.body()).startsWith("Welcome\nRules of the house\n");
	}

}
