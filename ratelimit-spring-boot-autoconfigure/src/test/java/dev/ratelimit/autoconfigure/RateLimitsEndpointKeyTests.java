package dev.ratelimit.autoconfigure;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the endpoint shows and forgets of a key.
 */
class RateLimitsEndpointKeyTests extends EndpointApplications {

	@Test
	void aKeyIsShownAndResetAndLookingKeepsNothing() throws Exception {
		shared.limiter("api").tryAcquire("bob", 10);
		JsonNode state = shared.json("/api/bob");
		assertThat(state.path("remaining").asLong()).isZero();
		assertThat(state.path("allowed").asBoolean()).isFalse();
		assertThat(state.path("retryAfter").asDouble()).isBetween(8_600.0, 8_640.0);
		assertThat(state.path("resetAfter").asDouble()).isBetween(86_360.0, 86_400.0);
		long keys = keys();
		assertThat(shared.json("/api/stranger").path("remaining").asLong()).isEqualTo(10);
		assertThat(keys()).isEqualTo(keys);
		assertThat(shared.delete("/api/bob").statusCode()).isEqualTo(204);
		assertThat(shared.json("/api/bob").path("remaining").asLong()).isEqualTo(10);
		assertThat(shared.get("/apy/bob").statusCode()).isEqualTo(404);
		assertThat(shared.delete("/apy/bob").statusCode()).isEqualTo(404);
	}

	private static long keys() throws Exception {
		return shared.json("").path("limits").path("api").path("keys").asLong();
	}

	@ParameterizedTest
	@CsvSource({ "2001:db8::/64, 2001:db8::/64", "two words, two%20words", "a+b, a+b", "a/b/c, a/b/c",
			"Grüße, Gr%C3%BC%C3%9Fe", "a@b.com, a@b.com", "file.json, file.json" })
	void aKeyIsAllTheRestOfThePath(String key, String path) throws Exception {
		shared.limiter("api").tryAcquire(key, 4);
		assertThat(shared.json("/api/" + path).path("remaining").asLong()).isEqualTo(6);
		assertThat(shared.json("/api/" + path).path("key").asString()).isEqualTo(key);
		assertThat(shared.delete("/api/" + path).statusCode()).isEqualTo(204);
		assertThat(shared.limiter("api").peek(key).remaining()).isEqualTo(10);
	}

	/** Spring Security's firewall and Tomcat refuse some of these in a path. */
	@ParameterizedTest
	@ValueSource(strings = { "a//b", "trailing/", "/leading", "50%", "%2F", "a;b", "a\\b", "a?b", "a#b", "*", "." })
	void anyKeyAtAllMayBeAParameter(String key) throws Exception {
		shared.limiter("api").tryAcquire(key, 4);
		String parameter = "/api?key=" + URLEncoder.encode(key, StandardCharsets.UTF_8);
		assertThat(shared.json(parameter).path("remaining").asLong()).isEqualTo(6);
		assertThat(shared.json(parameter).path("key").asString()).isEqualTo(key);
		assertThat(shared.delete(parameter).statusCode()).isEqualTo(204);
		assertThat(shared.limiter("api").peek(key).remaining()).isEqualTo(10);
	}

	@Test
	void underASecretKeysAreShownMasked() throws Exception {
		OperatedApplication application = start("--ratelimit.hash-secret=pepper",
				"--ratelimit.limits.api.overrides.somebody.initial=8");
		application.limiter("api").tryAcquire("bob", 4);
		JsonNode state = application.json("/api/bob");
		assertThat(state.path("remaining").asLong()).isEqualTo(6);
		assertThat(state.path("key").asString()).matches("[0-9a-f]{32}");
		assertThat(application.json("/api").path("overrides").propertyNames()).allMatch((key) -> key.length() == 32);
		assertThat(application.post("/api", "{\"capacity\": 5}").body()).contains("Invalid initial (8)")
			.doesNotContain("somebody");
	}

	@Test
	void aKeyOverALimitOnTrialIsShownAsObserved() throws Exception {
		shared.limiter("login").tryAcquire("mallory", 3);
		JsonNode state = shared.json("/login/mallory");
		assertThat(state.path("allowed").asBoolean()).isTrue();
		assertThat(state.path("observed").asBoolean()).isTrue();
		assertThat(state.path("retryAfter").asDouble()).isPositive();
	}

	@Test
	void aBlockIsShownAndLifted() throws Exception {
		assertThat(shared.json("/guess").path("block").toString()).isEqualTo("[1.5,900]");
		assertThat(shared.json("/api").has("block")).isFalse();
		for (int i = 0; i < 4; i++) {
			shared.limiter("guess").tryAcquire("eve");
		}
		JsonNode state = shared.json("/guess/eve");
		assertThat(state.path("blocked").asBoolean()).isTrue();
		assertThat(state.path("allowed").asBoolean()).isFalse();
		assertThat(shared.json("/guess").path("counts").toString())
			.isEqualTo("{\"allowed\":2,\"rejected\":1,\"observed\":0,\"blocked\":1}");
		assertThat(shared.delete("/guess/eve").statusCode()).isBetween(200, 204);
		assertThat(shared.json("/guess/eve").path("blocked").asBoolean(true)).isFalse();
		assertThat(shared.limiter("guess").tryAcquire("eve").allowed()).isTrue();
	}

}
