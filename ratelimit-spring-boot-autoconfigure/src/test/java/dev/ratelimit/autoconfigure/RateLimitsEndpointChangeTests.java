package dev.ratelimit.autoconfigure;

import java.net.http.HttpResponse;
import java.time.Instant;

import dev.ratelimit.internal.algorithm.LimitDecision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Limits changed at run time by the endpoint.
 */
class RateLimitsEndpointChangeTests extends EndpointApplications {

	@Test
	void aLimitIsAsConfiguredAgainAfterItsDeletion() throws Exception {
		shared.post("/api", "{\"rate\": \"100/1d\"}");
		assertThat(shared.json("/api").path("changedFrom").path("rate").asString()).isEqualTo("10/1d");
		assertThat(Instant.parse(shared.json("/api").path("changedSince").asString())).isBeforeOrEqualTo(Instant.now());
		assertThat(shared.delete("/api").statusCode()).isEqualTo(204);
		assertThat(shared.json("/api").path("rate").asString()).isEqualTo("10/1d");
		assertThat(shared.json("/api").path("changed").asBoolean()).isFalse();
		assertThat(shared.json("/api").has("changedSince")).isFalse();
	}

	@Test
	void aChangedRateTakesItsDefaultsAndItsOverridesAlong() throws Exception {
		shared.limiter("api").tryAcquire("bob", 5);
		HttpResponse<String> changed = shared.post("/api", "{\"rate\": \"100/1d\"}");
		assertThat(changed.statusCode()).isEqualTo(200);
		assertThat(changed.body()).contains("\"rate\":\"100/1d\",\"capacity\":100,\"initial\":100")
			.contains("\"changed\":true");
		assertThat(shared.limiter("api").peek("bob").remaining()).isEqualTo(50);
		assertThat(shared.limiter("api").peek("vip").quota()).isEqualTo(20);
		assertThat(LimitDecision.of(shared.limiter("api").peek("saver")).policy().rate()).hasToString("100/1d");
		assertThat(shared.limiter("api").peek("saver").quota()).isEqualTo(15);
		shared.post("/api", "{\"mode\": \"observe\", \"capacity\": 7}");
		JsonNode api = shared.json("/api");
		assertThat(api.path("rate").asString()).isEqualTo("100/1d");
		assertThat(api.path("capacity").asLong()).isEqualTo(7);
		assertThat(api.path("mode").asString()).isEqualTo("observe");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					api   | {"rate": "10/0s"}                     | Invalid rate '10/0s'
					api   | {"rate": "fast"}                      | must be permits/period such as 100/1m
					api   | {"capacity": 0}                       | ratelimit.limits.api.capacity: Invalid capacity (0): must be from 1 to 2^53
					api   | {"capacity": "many"}                  | Invalid capacity 'many': must be a whole number
					api   | {"mode": "obsrve"}                    | Invalid mode 'obsrve' (did you mean 'observe'?): must be enforce or observe
					api   | {"rate": "5/1d", "mode": "obsrve"}    | Invalid mode
					api   | {}                                    | Nothing to change on limit 'api': write rate, capacity, concurrent or mode
					login | {"capacity": 5}                       | only token-bucket has one
					full  | {"capacity": 40}                      | Invalid initial (50): must be from 0 to the capacity, 40
					""")
	void aBadValueChangesNothing(String limit, String body, String problem) throws Exception {
		String before = shared.get("/" + limit).body();
		HttpResponse<String> answer = shared.post("/" + limit, body);
		assertThat(answer.statusCode()).isEqualTo(400);
		assertThat(answer.body()).contains(problem);
		assertThat(shared.get("/" + limit).body()).isEqualTo(before);
	}

	@Test
	void aRateByTheCalendarIsShownAndChangedToAndFro() throws Exception {
		OperatedApplication application = start("--ratelimit.limits.login.rate=3/month",
				"--ratelimit.limits.login.zone=Europe/Berlin", "--ratelimit.limits.login.starts=2026-01-15",
				"--ratelimit.limits.login.mode=enforce");
		application.limiter("login").tryAcquire("a", 2);
		JsonNode shown = application.json("/login");
		assertThat(shown.path("rate").asString()).isEqualTo("3/month");
		assertThat(shown.path("zone").asString()).isEqualTo("Europe/Berlin");
		assertThat(shown.path("starts").asString()).isEqualTo("2026-01-15");
		assertThat(application.post("/login", "{\"rate\": \"5/month\"}").statusCode()).isEqualTo(200);
		assertThat(application.limiter("login").peek("a").remaining()).isEqualTo(3);
		assertThat(application.post("/login", "{\"rate\": \"5/3650d\"}").statusCode()).isEqualTo(200);
		assertThat(application.json("/login").path("zone").isMissingNode()).isTrue();
		assertThat(application.limiter("login").peek("a").remaining()).isEqualTo(3);
		assertThat(application.post("/login", "{\"rate\": \"5/year\"}").statusCode()).isEqualTo(200);
		assertThat(application.json("/login").path("zone").asString()).isEqualTo("Europe/Berlin");
		assertThat(application.limiter("login").peek("a").remaining()).isEqualTo(3);
		assertThat(application.post("/api", "{\"rate\": \"5/year\"}").body())
			.contains("which only algorithm fixed-window does");
	}

	@Test
	void anUnknownLimitCannotBeChanged() throws Exception {
		assertThat(shared.post("/apy", "{\"rate\": \"1/s\"}").statusCode()).isEqualTo(404);
	}

	@Test
	void readOnlyAccessChangesNothing() throws Exception {
		OperatedApplication application = start("--management.endpoint.ratelimits.access=read-only");
		assertThat(application.get("/api/bob").statusCode()).isEqualTo(200);
		assertThat(application.delete("/api/bob").statusCode()).isEqualTo(405);
		assertThat(application.post("/api", "{\"rate\": \"1/s\"}").statusCode()).isEqualTo(405);
	}

	@Test
	void switchedOffItStillAnswers() throws Exception {
		OperatedApplication application = start("--ratelimit.enabled=false");
		assertThat(application.json("").path("limits").path("api").path("rate").asString()).isEqualTo("10/1d");
		assertThat(application.json("/api/bob").path("remaining").asLong()).isEqualTo(10);
		HttpResponse<String> answer = application.post("/api", "{\"rate\": \"1/s\"}");
		assertThat(answer.statusCode()).isEqualTo(409);
		assertThat(answer.body()).contains("cannot be changed at run time");
	}

}
