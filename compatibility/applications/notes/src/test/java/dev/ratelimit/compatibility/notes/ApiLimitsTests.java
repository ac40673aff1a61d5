package dev.ratelimit.compatibility.notes;

import java.net.http.HttpResponse;

import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

@NotesTest
class ApiLimitsTests {

	private static final String PARTNER = "https://partner.example";

	@Value("${local.server.port}")
	private int port;

	@Autowired
	private RateLimiterRegistry limiters;

	private Client client;

	@BeforeEach
	void connect() {
		this.client = new Client(this.port).with("notes:write reports");
	}

	@Test
	void tokensThatAreNoneAreBoundedByTheAddress() {
		this.client.withToken("nonsense");
		spend("address", this.client.address());
		assertRefused(this.client.get("/api/notes"), "address");
	}

	@Test
	void callsAreCountedByAuthor() {
		assertThat(policy(this.client.get("/api/notes")))
			.isEqualTo("\"address\";q=300;w=60, \"api\";q=600;w=3600");
		spend("api", this.client.author());
		assertRefused(this.client.get("/api/notes"), "api");
		assertThat(new Client(this.port).with("").get("/api/notes").statusCode()).isEqualTo(200);
	}

	@Test
	void aClaimOfTheTokenNamesThePlan() {
		assertThat(policy(this.client.withPlan("pro").get("/api/notes"))).contains("\"api\";q=6000;w=3600");
		assertThat(policy(this.client.withPlan("unheard-of").get("/api/notes"))).contains("\"api\";q=600;w=3600");
	}

	@Test
	void notesThatAreFoundAreNotCountedAndOthersAre() {
		String note = this.client.written("Found");
		RateLimiter misses = this.limiters.get("misses");
		assertThat(this.client.get(note).statusCode()).isEqualTo(200);
		await().until(() -> misses.peek(this.client.author()).remaining() == 20);
		assertThat(this.client.get("/api/notes/999999").statusCode()).isEqualTo(404);
		await().until(() -> misses.peek(this.client.author()).remaining() == 19);
		misses.tryAcquire(this.client.author(), 19);
		assertRefused(this.client.get(note), "misses");
		assertThat(this.client.send("DELETE", note, null).statusCode()).isEqualTo(204);
	}

	@Test
	void aRefusedNoteIsNotAnErrorOfTheServer() {
		spend("write", this.client.author());
		assertRefused(this.client.write("One too many"), "write");
		assertThat(this.client.get("/api/notes").body()).isEqualTo("[]");
	}

	@Test
	void aNoteThatSecurityRefusesOrThatIsInvalidIsNotCounted() {
		assertThat(this.client.with("notes:read").write("Tea").statusCode()).isEqualTo(403);
		assertThat(this.client.with("notes:write").write("").statusCode()).isEqualTo(400);
		assertThat(this.limiters.get("write").peek(this.client.author()).remaining()).isEqualTo(10);
	}

	@Test
	void reportsAreCountedByTenantAndAfterSecurity() {
		RateLimiter reports = this.limiters.get("reports");
		assertThat(this.client.with("notes:write").get("/api/reports/sam").statusCode()).isEqualTo(403);
		assertThat(policy(this.client.with("reports").get("/api/reports/sam"))).contains("\"reports\";q=5;w=900");
		assertThat(reports.peek(this.client.tenant()).remaining()).isEqualTo(4);
		spend("reports", this.client.tenant());
		assertRefused(this.client.get("/api/reports/sam"), "reports");
	}

	@Test
	void suggestionsOverTheLimitAreNone() {
		assertThat(this.client.get("/api/suggestions?q=hous").body()).contains("Rules of the house");
		spend("suggestions", this.client.author());
		HttpResponse<String> answer = this.client.get("/api/suggestions?q=hous");
		assertThat(answer.statusCode()).isEqualTo(200);
		assertThat(answer.body()).isEqualTo("[]");
	}

	@Test
	void aFunctionalRouteIsLimitedByTheWordInItsPath() {
		assertThat(policy(this.client.get("/api/words/limited"))).contains("\"api\"", "\"words\";q=5;w=3600");
		spend("words", "limited");
		assertRefused(this.client.get("/api/words/limited"), "words");
		assertThat(this.client.get("/api/words/unlimited").statusCode()).isEqualTo(200);
	}

	@Test
	void twoStreamsMayBeOpenAtATime() throws Exception {
		try (Changes first = new Changes(this.client); Changes second = new Changes(this.client)) {
			assertThat(first.answer().headers().firstValue("RateLimit-Policy"))
				.hasValueSatisfying((it) -> assertThat(it).contains("\"streams\";q=2;qu=\"concurrent-requests\""));
			assertThat(second.answer().statusCode()).isEqualTo(200);
			assertRefused(this.client.get("/api/changes"), "streams");
			try (Changes other = new Changes(new Client(this.port).with(""))) {
				assertThat(other.answer().statusCode()).isEqualTo(200);
			}
			second.close();
			await().until(() -> this.limiters.get("streams").peek(this.client.author()).remaining() == 1);
			try (Changes third = new Changes(this.client)) {
				this.client.write("Third");
				assertThat(first.next()).contains("\"title\":\"Third\"");
				assertThat(third.next()).contains("\"title\":\"Third\"");
			}
		}
		await().until(() -> this.limiters.get("streams").peek(this.client.author()).remaining() == 2);
	}

	@Test
	void aPartnersPageCanReadThatItWasRefused() {
		spend("write", this.client.author());
		HttpResponse<String> refused = this.client.post("{\"title\":\"Tea\",\"text\":\"\"}", "Origin", PARTNER);
		assertRefused(refused, "write");
		assertReadable(refused);
		spend("address", this.client.address());
		refused = this.client.get("/api/notes", "Origin", PARTNER);
		assertRefused(refused, "address");
		assertReadable(refused);
	}

	private void spend(String limit, String key) {
		RateLimiter limiter = this.limiters.get(limit);
		assertThat(limiter.tryAcquire(key, limiter.peek(key).remaining()).allowed()).isTrue();
	}

	private static String policy(HttpResponse<String> answer) {
		assertThat(answer.statusCode()).isEqualTo(200);
		return answer.headers().firstValue("RateLimit-Policy").orElse("none");
	}

	private static void assertRefused(HttpResponse<String> answer, String limit) {
		assertThat(answer.statusCode()).isEqualTo(429);
		assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(answer.headers().allValues("Retry-After")).hasSize(1);
		assertThat(answer.body()).contains("\"violated-policies\":[\"" + limit + "\"]");
	}

	private static void assertReadable(HttpResponse<String> refused) {
		assertThat(refused.headers().firstValue("Access-Control-Allow-Origin")).hasValue(PARTNER);
		assertThat(refused.headers().allValues("Access-Control-Expose-Headers").toString()).contains("Retry-After");
	}

}
