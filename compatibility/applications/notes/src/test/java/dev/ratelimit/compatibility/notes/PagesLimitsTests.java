package dev.ratelimit.compatibility.notes;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;

import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@NotesTest
class PagesLimitsTests {

	@Value("${local.server.port}")
	private int port;

	@Autowired
	private RateLimiterRegistry limiters;

	private Browser browser;

	@BeforeEach
	void visit() {
		this.browser = new Browser(this.port);
	}

	@Test
	void aVisitorWhoAskedForTooManyPagesGetsThePageForThat() {
		spend("address", this.browser.address());
		HttpResponse<String> refused = this.browser.get("/");
		assertThat(refused.statusCode()).isEqualTo(429);
		assertThat(refused.body()).contains("Slow down, please", "<title>Too many requests - Notes</title>");
		assertThat(refused.headers().allValues("Retry-After")).hasSize(1);
		assertThat(refused.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
		assertThat(new Browser(this.port).get("/").statusCode()).isEqualTo(200);
	}

	@Test
	void aProgramThatAskedForTooManyPagesGetsAProblemDocument() {
		spend("address", this.browser.address());
		HttpResponse<String> refused = this.browser.get("/feed", "Accept", "application/json");
		assertThat(refused.statusCode()).isEqualTo(429);
		assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(refused.body()).contains("\"violated-policies\":[\"address\"]");
	}

	@Test
	void stylesScriptsAndPicturesCostNothing() {
		spend("address", this.browser.address());
		for (String path : List.of("/css/notes.css", "/js/notes.js", "/images/logo.svg", "/favicon.ico")) {
			HttpResponse<String> answer = this.browser.get(path);
			assertThat(answer.statusCode()).as(path).isEqualTo(200);
			assertThat(answer.headers().firstValue("RateLimit")).as(path).isEmpty();
		}
		assertThat(this.browser.get("/css/none.css").statusCode()).isEqualTo(429);
	}

	@Test
	void fiveWrongPasswordsCloseANameHoweverItIsWritten() {
		for (String name : List.of("ada", "ADA", "ada ", " Ada", "\uff41da")) {
			assertThat(Browser.location(this.browser.signIn(name, "wrong"))).as(name).isEqualTo("/login?error");
		}
		HttpResponse<String> refused = this.browser.signIn("Ada", "secret");
		assertThat(refused.statusCode()).isEqualTo(429);
		assertThat(refused.body()).contains("Slow down, please");
		assertThat(new Browser(this.port).signIn("ada", "secret").statusCode()).isEqualTo(429);
		assertThat(Browser.location(this.browser.signIn("grace", "secret"))).isEqualTo("/");
		this.limiters.get("login-name").reset("ada");
	}

	@Test
	void theRightPasswordIsNotCounted() {
		for (int i = 0; i < 7; i++) {
			assertThat(Browser.location(this.browser.signIn("sam", "secret"))).isEqualTo("/");
		}
		await().until(() -> this.limiters.get("login-name").peek("sam").remaining() == 5);
		await().until(() -> this.limiters.get("login-address").peek(this.browser.address()).remaining() == 30);
	}

	@Test
	void namesThatAreMadeUpAreBoundedByTheAddress() {
		for (int i = 0; i < 30; i++) {
			assertThat(this.browser.signIn("nobody" + i, "wrong").statusCode()).isEqualTo(302);
		}
		assertThat(this.browser.signIn("nobody", "wrong").statusCode()).isEqualTo(429);
		assertThat(new Browser(this.port).signIn("nobody", "wrong").statusCode()).isEqualTo(302);
	}

	@Test
	void aFormWithoutTheTokenCountsAgainstTheAddressAlone() {
		this.browser.get("/login");
		Map<String, String> fields = Map.of("username", "grace", "password", "wrong");
		assertThat(this.browser.postWithToken("made-up", "/login", fields).statusCode()).isEqualTo(403);
		assertThat(this.limiters.get("login-address").peek(this.browser.address()).remaining()).isEqualTo(29);
		assertThat(this.limiters.get("login-name").peek("grace").remaining()).isEqualTo(5);
	}

	@Test
	void searchingIsLimitedByAddress() {
		assertThat(this.browser.get("/search?q=house").headers().firstValue("RateLimit-Policy"))
			.hasValueSatisfying((it) -> assertThat(it).contains("\"address\"", "\"search\";q=30;w=3600"));
		spend("search", this.browser.address());
		HttpResponse<String> refused = this.browser.get("/search?q=house");
		assertThat(refused.statusCode()).isEqualTo(429);
		assertThat(refused.body()).contains("Slow down, please");
		assertThat(new Browser(this.port).get("/search?q=house").statusCode()).isEqualTo(200);
	}

	@Test
	void aNoteThatIsRefusedIsNotWritten() {
		this.browser.signIn("grace", "secret");
		spend("write", "grace");
		HttpResponse<String> refused = this.browser.post("/notes", Map.of("title", "One too many", "text", ""));
		assertThat(refused.statusCode()).isEqualTo(429);
		assertThat(refused.body()).contains("Slow down, please");
		assertThat(this.browser.get("/mine").body()).doesNotContain("One too many");
		this.limiters.get("write").reset("grace");
		assertThat(this.browser.write("Not too many", "")).startsWith("/notes/");
		assertThat(this.limiters.get("write").peek("grace").remaining()).isEqualTo(9);
	}

	@Test
	void aNoteThatSecurityRefusesOrThatIsInvalidIsNotCounted() {
		this.browser.signIn("rob", "secret");
		assertThat(this.browser.post("/notes", Map.of("title", "Robbed", "text", "")).statusCode()).isEqualTo(403);
		assertThat(this.browser.post("/notes", Map.of("title", "", "text", "")).statusCode()).isEqualTo(200);
		assertThat(this.limiters.get("write").peek("rob").remaining()).isEqualTo(10);
	}

	private void spend(String limit, String key) {
		RateLimiter limiter = this.limiters.get(limit);
		assertThat(limiter.tryAcquire(key, limiter.peek(key).remaining()).allowed()).isTrue();
	}

}
