package dev.ratelimit.autoconfigure;

import dev.ratelimit.Decision;
import dev.ratelimit.RateLimiter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class CallsInFlightEndpointTests {

	private static final String LIMITS = """
			ratelimit:
			  limits:
			    api: { rate: 10/1d }
			    exports: { algorithm: concurrency, concurrent: 3, max-hold: 1h }
			""";

	@Test
	void fewerPermitsAtOnceHoldForTheNextCallAndTakeNoneAway() throws Exception {
		try (OperatedApplication application = new OperatedApplication(LIMITS)) {
			RateLimiter exports = application.limiter("exports");
			Decision held = exports.tryAcquire("alice", 2);
			assertThat(application.post("/exports", "{\"concurrent\": 1}").body()).contains("\"concurrent\":1")
				.contains("\"changed\":true");
			assertThat(exports.tryAcquire("alice").allowed()).isFalse();
			exports.refund("alice", held);
			assertThat(exports.tryAcquire("alice").allowed()).isTrue();
			assertThat(exports.tryAcquire("alice").allowed()).isFalse();
			assertThat(application.delete("/exports").statusCode()).isEqualTo(204);
			assertThat(exports.tryAcquire("alice", 2).allowed()).isTrue();
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			exports | {"concurrent": 0}      | ratelimit.limits.exports.concurrent: Invalid concurrent (0)
			exports | {"concurrent": "many"} | Invalid concurrent 'many': must be a whole number from 1 to 2^53
			exports | {"rate": "5/s"}        | which has no rate
			api     | {"concurrent": 5}      | concurrency
			""")
	void aValueThatDoesNotFitChangesNothing(String limit, String body, String problem) throws Exception {
		try (OperatedApplication application = new OperatedApplication(LIMITS)) {
			String before = application.get("/" + limit).body();
			assertThat(application.post("/" + limit, body).body()).contains(problem);
			assertThat(application.post("/" + limit, body).statusCode()).isEqualTo(400);
			assertThat(application.get("/" + limit).body()).isEqualTo(before);
		}
	}

}
