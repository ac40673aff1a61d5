package dev.ratelimit.compatibility.shop;

import java.net.http.HttpResponse;
import java.util.Map;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Value;

import static org.assertj.core.api.Assertions.assertThat;

@ShopTest
class BrowserTests {

	@Value("${local.server.port}")
	private int port;

	private Browser browser;

	@BeforeEach
	void visit() {
		this.browser = new Browser(this.port);
	}

	@Test
	void aVisitorSignsInAndBuys() {
		assertThat(this.browser.post("/cart", Map.of("product", "2", "quantity", "4")).statusCode()).isEqualTo(302);
		assertThat(this.browser.signIn("ada", "secret").headers().firstValue("Location"))
			.hasValueSatisfying((it) -> assertThat(it).doesNotContain("error"));
		assertThat(this.browser.post("/checkout", Map.of()).headers().firstValue("Location"))
			.hasValueSatisfying((it) -> assertThat(it).endsWith("/account"));
		assertThat(this.browser.get("/account").body()).contains("Bought: 1", "4 x Cup", "Signed in as <b>ada</b>");
		assertThat(this.browser.post("/logout", Map.of()).statusCode()).isEqualTo(302);
		assertThat(this.browser.get("/account").statusCode()).isEqualTo(302);
	}

	@Test
	void signingInLeadsBackToWhereTheVisitorWasGoing() {
		assertThat(this.browser.get("/account").headers().firstValue("Location"))
			.hasValueSatisfying((it) -> assertThat(it).endsWith("/login"));
		assertThat(this.browser.signIn("ada", "secret").headers().firstValue("Location"))
			.hasValueSatisfying((it) -> assertThat(it).contains("/account"));
	}

	@Test
	void stylesScriptsPicturesAndTheIconAreServed() {
		assertThat(this.browser.get("/css/shop.css").headers().firstValue("Content-Type")).hasValue("text/css");
		assertThat(this.browser.get("/js/shop.js").headers().firstValue("Content-Type")).hasValue("text/javascript");
		assertThat(this.browser.get("/images/logo.svg").statusCode()).isEqualTo(200);
		assertThat(this.browser.get("/favicon.ico").statusCode()).isEqualTo(200);
	}

	@Test
	void aStyleSheetThatHasNotChangedIsNotSentAgain() {
		String modified = this.browser.get("/css/shop.css").headers().firstValue("Last-Modified").orElseThrow();
		assertThat(this.browser.get("/css/shop.css", "If-Modified-Since", modified).statusCode()).isEqualTo(304);
	}

	@Test
	void aPageThatIsNotThereHasThePageForThat() {
		HttpResponse<String> answer = this.browser.get("/products/999");
		assertThat(answer.statusCode()).isEqualTo(404);
		assertThat(answer.body()).contains("There is nothing here");
	}

	@Test
	void aStyleSheetThatIsNotThereHasThePageForThat() {
		HttpResponse<String> answer = this.browser.get("/css/none.css");
		assertThat(answer.statusCode()).isEqualTo(404);
		assertThat(answer.body()).contains("There is nothing here");
	}

	@Test
	void aProgramReadsThatSomethingIsNotThere() {
		HttpResponse<String> answer = this.browser.get("/products/999", "Accept", "application/json");
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
	void aPageCanBeAskedForItsHeadersAlone() {
		HttpResponse<String> answer = this.browser.send("HEAD", "/", null);
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.body()).isEmpty();
	}

	@Test
	void pagesCarryTheHeadersOfSecurity() {
		assertThat(this.browser.get("/").headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
	}

}
