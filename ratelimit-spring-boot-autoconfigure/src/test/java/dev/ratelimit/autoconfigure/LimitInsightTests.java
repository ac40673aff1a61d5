package dev.ratelimit.autoconfigure;

import java.time.Instant;
import java.time.temporal.ChronoUnit;

import dev.ratelimit.internal.advice.LimitAdvice;
import dev.ratelimit.internal.advice.MostRefused;
import dev.ratelimit.internal.redis.RedisServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * What the endpoint says of one limit: whom it refuses, and which rate would not.
 */
class LimitInsightTests {

	private static final String LIMITS = """
			ratelimit:
			  limits:
			    api: { rate: 2/1d }
			    trial: { algorithm: fixed-window, rate: 2/3650d, mode: observe }
			""";

	private @Nullable OperatedApplication application;

	private OperatedApplication start(String... arguments) {
		this.application = new OperatedApplication(LIMITS, arguments);
		return this.application;
	}

	@AfterEach
	void stop() {
		if (this.application != null) {
			this.application.close();
		}
	}

	@Test
	void theKeysMostRefusedAreShownWithTheLimit() throws Exception {
		OperatedApplication application = start();
		call(application, "api", "alice", 2);
		call(application, "api", "bob", 3);
		call(application, "api", "mallory", 12);
		call(application, "trial", "carol", 4);
		assertThat(application.json("/api").path("top").toString()).isEqualTo("""
				[{"key":"mallory","refused":10,"error":0},{"key":"bob","refused":1,"error":0}]""");
		assertThat(application.json("/trial").path("top").toString()).isEqualTo("""
				[{"key":"carol","refused":2,"error":0}]""");
		assertThat(application.json("").path("limits").path("api").has("top")).isFalse();
	}

	@Test
	void anEnforcedLimitForgetsWhomItWouldHaveRefused() throws Exception {
		OperatedApplication application = start();
		call(application, "trial", "shop", 4);
		application.post("/trial", "{\"mode\":\"enforce\"}");
		assertThat(application.json("/trial").path("top").toString()).isEqualTo("[]");
		call(application, "trial", "scraper", 5);
		assertThat(application.json("/trial").path("top").toString())
			.isEqualTo("[{\"key\":\"scraper\",\"refused\":3,\"error\":0}]");
	}

	@Test
	void underASecretTheyAreDigests() throws Exception {
		OperatedApplication application = start("--ratelimit.hash-secret=pepper");
		call(application, "api", "mallory", 3);
		JsonNode top = application.json("/api").path("top");
		assertThat(top.path(0).path("key").asString()).matches("[0-9a-f]{32}")
			.isEqualTo(application.json("/api/mallory").path("key").asString());
		assertThat(top.toString()).doesNotContain("mallory");
	}

	@Test
	void withRedisANodeShowsWhatItHasRefusedItself() throws Exception {
		try (RedisServer server = RedisServer.start()) {
			OperatedApplication application = start("--ratelimit.store=redis",
					"--spring.data.redis.port=" + server.port(), "--ratelimit.redis.timeout=30s");
			call(application, "api", "mallory", 5);
			call(application, "trial", "carol", 5);
			assertThat(application.json("/api").path("top").toString())
				.isEqualTo("[{\"key\":\"mallory\",\"refused\":3,\"error\":0}]");
			assertThat(application.json("/trial").path("top").toString())
				.isEqualTo("[{\"key\":\"carol\",\"refused\":3,\"error\":0}]");
			application.post("/trial", "{\"mode\":\"enforce\"}");
			assertThat(application.json("/trial").path("top").toString()).as("begins anew").isEqualTo("[]");
		}
	}

	@Test
	void aLimitThatObservesAdvisesItsRate() throws Exception {
		OperatedApplication application = start();
		call(application, "trial", "alice", 1);
		call(application, "trial", "bob", 15);
		call(application, "api", "bob", 15);
		JsonNode advice = application.json("/trial").path("advice");
		assertThat(Instant.parse(advice.path("since").asString())).isCloseTo(Instant.now(),
				within(1, ChronoUnit.HOURS));
		assertThat(advice.toString()).contains("\"calls\":16,\"keys\":2,\"sampledKeys\":2,")
			.contains("{\"refusing\":\"5%\",\"of\":\"calls\",\"rate\":\"15/3650d\",\"refused\":0,\"error\":0}");
		assertThat(advice.path("rates").size()).isEqualTo(6);
		assertThat(advice.has("capacities")).isFalse();
		assertThat(application.json("/api").has("advice")).isFalse();
	}

	@Test
	void whatNoCandidateAdmitsIsSaidNotToBeEnough() throws Exception {
		OperatedApplication application = start();
		call(application, "trial", "bob", 100);
		assertThat(application.json("/trial").path("advice").path("rates").path(2).toString()).isEqualTo("""
				{"refusing":"5%","of":"calls","rate":"60/3650d","refused":0.4,"error":0,"enough":false}""");
	}

	@Test
	void aTokenBucketsCapacitiesAreAdvisedAtItsRate() throws Exception {
		OperatedApplication application = start("--ratelimit.limits.api.mode=observe");
		call(application, "api", "bob", 20);
		JsonNode advice = application.json("/api").path("advice");
		assertThat(advice.path("rates").path(0).toString()).isEqualTo("""
				{"refusing":"0.1%","of":"calls","rate":"22/1d","capacity":22,"refused":0,"error":0}""");
		assertThat(advice.path("capacities").path(0).toString()).isEqualTo("""
				{"refusing":"0.1%","of":"calls","rate":"2/1d","capacity":22,"refused":0,"error":0}""");
	}

	@Test
	void learningStopsWithObservingAndBeginsAnewWithIt() throws Exception {
		OperatedApplication application = start();
		call(application, "trial", "bob", 3);
		assertThat(application.post("/trial", "{\"mode\": \"enforce\"}").body()).doesNotContain("advice");
		call(application, "trial", "bob", 3);
		assertThat(application.json("/trial").has("advice")).isFalse();
		application.post("/trial", "{\"mode\": \"observe\"}");
		assertThat(application.json("/trial").path("advice").path("calls").asInt(-1)).isZero();
		call(application, "trial", "bob", 4);
		assertThat(application.json("/trial").path("advice").path("calls").asInt()).isEqualTo(4);
		application.post("/trial", "{\"rate\": \"500/3650d\"}");
		call(application, "trial", "bob", 1);
		JsonNode advice = application.json("/trial").path("advice");
		assertThat(advice.path("calls").asInt()).isOne();
		assertThat(advice.path("rates").path(0).path("rate").asString()).isEqualTo("18/3650d");
	}

	@Test
	void withRedisANodeLearnsFromWhatItSees() throws Exception {
		try (RedisServer server = RedisServer.start()) {
			OperatedApplication application = start("--ratelimit.store=redis",
					"--spring.data.redis.port=" + server.port(), "--ratelimit.redis.timeout=30s");
			for (int i = 0; i < 4; i++) {
				application.limiter("trial").tryAcquire("bob", 2);
			}
			JsonNode advice = application.json("/trial").path("advice");
			assertThat(advice.path("calls").asInt()).isEqualTo(4);
			assertThat(advice.path("rates").path(0).path("rate").asString()).isEqualTo("8/3650d");
		}
	}

	@Test
	void withoutTheEndpointNothingIsCollected() {
		WebApplicationContextRunner runner = new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RateLimitAutoConfiguration.class,
					LocalRateLimitAutoConfiguration.class, EndpointRateLimitAutoConfiguration.class))
			.withPropertyValues("ratelimit.limits.api.rate=5/s");
		runner.run(
				(context) -> assertThat(context).doesNotHaveBean(MostRefused.class).doesNotHaveBean(LimitAdvice.class));
		runner
			.withPropertyValues("management.endpoints.web.exposure.include=*",
					"management.endpoint.ratelimits.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(MostRefused.class)
				.doesNotHaveBean(LimitAdvice.class));
		runner.withPropertyValues("management.endpoints.web.exposure.include=ratelimits")
			.run((context) -> assertThat(context).hasSingleBean(MostRefused.class).hasSingleBean(LimitAdvice.class));
	}

	private static void call(OperatedApplication application, String limit, String key, int times) {
		for (int i = 0; i < times; i++) {
			application.limiter(limit).tryAcquire(key);
		}
	}

}
