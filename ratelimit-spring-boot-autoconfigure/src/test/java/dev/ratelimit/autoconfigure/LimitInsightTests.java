package dev.ratelimit.autoconfigure;

import dev.ratelimit.internal.advice.MostRefused;
import dev.ratelimit.internal.redis.RedisServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the endpoint says of one limit: whom it refuses, and which rate would not.
 */
class LimitInsightTests {

	private static final String LIMITS = """
			ratelimit:
			  limits:
			    api: { rate: 2/1d }
			    trial: { algorithm: fixed-window, rate: 2/1d, mode: observe }
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
					"--spring.data.redis.port=" + server.port(), "--ratelimit.redis.timeout=2s");
			call(application, "api", "mallory", 5);
			call(application, "trial", "carol", 5);
			assertThat(application.json("/api").path("top").toString())
				.isEqualTo("[{\"key\":\"mallory\",\"refused\":3,\"error\":0}]");
			assertThat(application.json("/trial").path("top").toString())
				.isEqualTo("[{\"key\":\"carol\",\"refused\":3,\"error\":0}]");
		}
	}

	@Test
	void withoutTheEndpointNothingIsCollected() {
		WebApplicationContextRunner runner = new WebApplicationContextRunner()
			.withConfiguration(AutoConfigurations.of(RateLimitAutoConfiguration.class,
					LocalRateLimitAutoConfiguration.class, EndpointRateLimitAutoConfiguration.class))
			.withPropertyValues("ratelimit.limits.api.rate=5/s");
		runner.run((context) -> assertThat(context).doesNotHaveBean(MostRefused.class));
		runner
			.withPropertyValues("management.endpoints.web.exposure.include=*",
					"management.endpoint.ratelimits.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(MostRefused.class));
		runner.withPropertyValues("management.endpoints.web.exposure.include=ratelimits")
			.run((context) -> assertThat(context).hasSingleBean(MostRefused.class));
	}

	private static void call(OperatedApplication application, String limit, String key, int times) {
		for (int i = 0; i < times; i++) {
			application.limiter(limit).tryAcquire(key);
		}
	}

}
