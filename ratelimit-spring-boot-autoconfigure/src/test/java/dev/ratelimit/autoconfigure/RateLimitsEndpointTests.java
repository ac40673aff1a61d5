package dev.ratelimit.autoconfigure;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;

import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.redis.RedisServer;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the endpoint shows of limits, and to whom.
 */
class RateLimitsEndpointTests extends EndpointApplications {

	@Test
	void onlyWhomTheApplicationLetsMaySeeIt() throws Exception {
		for (String path : List.of("", "/api", "/api/key")) {
			assertThat(shared.send("GET", path, null, null).statusCode()).isEqualTo(401);
			assertThat(shared.send("GET", path, null, "alice").statusCode()).isEqualTo(403);
			assertThat(shared.get(path).statusCode()).isEqualTo(200);
		}
		assertThat(shared.send("POST", "/api", "{\"rate\": \"1/s\"}", null).statusCode()).isEqualTo(401);
		assertThat(shared.send("DELETE", "/api/key", null, null).statusCode()).isEqualTo(401);
	}

	@Test
	void allLimitsAreListedWithWhatTheyDid() throws Exception {
		OperatedApplication application = start();
		for (int i = 0; i < 4; i++) {
			application.limiter("login").tryAcquire("a");
		}
		application.limiter("api").tryAcquire("b");
		application.limiter("api").tryAcquire("c", 10);
		application.limiter("api").tryAcquire("c");
		application.context.getBean(RateLimiterRegistry.class).all("api", "full").tryAcquire("c");
		JsonNode all = application.json("");
		assertThat(all.path("degraded").asBoolean(true)).isFalse();
		assertThat(all.path("limits").propertyNames()).containsExactly("api", "login", "full");
		JsonNode api = all.path("limits").path("api");
		assertThat(api.toString()).isEqualTo("""
				{"algorithm":"token-bucket","rate":"10/1d","capacity":10,"initial":10,"refill":"greedy",\
				"maxWait":0,"maxWaiting":100,"mode":"enforce","changed":false,"keys":2,"waiting":0,\
				"counts":{"allowed":2,"rejected":2,"observed":0,"blocked":0}}""");
		assertThat(all.path("limits").path("full").path("counts").toString())
			.isEqualTo("{\"allowed\":0,\"rejected\":0,\"observed\":0,\"blocked\":0}");
		JsonNode login = all.path("limits").path("login");
		assertThat(login.toString()).isEqualTo("""
				{"algorithm":"fixed-window","rate":"3/1d","maxWait":1.5,"maxWaiting":100,"mode":"observe",\
				"changed":false,"keys":1,"waiting":0,"counts":{"allowed":3,"rejected":0,"observed":1,"blocked":0}}""");
	}

	@Test
	void aLimitIsShownWithItsOverrides() throws Exception {
		JsonNode api = shared.json("/api");
		assertThat(api.path("overrides").propertyNames()).containsExactly("saver", "vip");
		assertThat(api.path("overrides").path("vip").path("capacity").asLong()).isEqualTo(20);
		HttpResponse<String> unknown = shared.get("/apy");
		assertThat(unknown.statusCode()).isEqualTo(404);
		assertThat(unknown.body()).contains("Unknown limit 'apy' (did you mean 'api'?). The limits are: api, login");
	}

	@Test
	void noMoreThanAHundredKeysAreListed() throws Exception {
		JsonNode many = shared.json("/many");
		assertThat(many.path("overrides").size()).isEqualTo(100);
		assertThat(many.path("overridesNotListed").asInt()).isEqualTo(30);
	}

	@Test
	void whileRedisIsAwayItSaysSoAndWhatAResetDidNotReach() throws Exception {
		OperatedApplication application = start("--ratelimit.store=redis", "--spring.data.redis.port=1");
		application.limiter("api").tryAcquire("bob", 4);
		JsonNode all = application.json("");
		assertThat(all.path("degraded").asBoolean()).isTrue();
		assertThat(all.path("limits").path("api").path("keys").asLong()).as("of the fallback").isOne();
		JsonNode state = application.json("/api/bob");
		assertThat(state.path("degraded").asBoolean()).isTrue();
		assertThat(state.path("remaining").asLong()).isEqualTo(6);
		HttpResponse<String> reset = application.delete("/api/bob");
		assertThat(reset.statusCode()).isEqualTo(503);
		assertThat(reset.body()).contains("only what the fallback on this node has counted was forgotten");
		assertThat(application.json("/api/bob").path("remaining").asLong()).isEqualTo(10);
	}

	@Test
	void aResetThatRedisHasDoneIsNoFailureBecauseAnotherCallWas() throws Exception {
		try (RedisServer server = RedisServer.start()) {
			OperatedApplication application = start("--ratelimit.store=redis", "--ratelimit.redis.timeout=5s",
					"--ratelimit.redis.key-prefix=rl:", "--spring.data.redis.host=127.0.0.1",
					"--spring.data.redis.port=" + server.port());
			application.limiter("api").tryAcquire("bob", 4);
			server.command("RPUSH", "rl:{odd}:api:token-bucket:1", "another program's");
			assertThat(application.limiter("api").tryAcquire("odd").degraded()).isTrue();
			assertThat(application.delete("/api/bob").statusCode()).isEqualTo(204);
			assertThat(application.json("/api/bob").path("remaining").asLong()).isEqualTo(10);
		}
	}

	@Test
	void waitingCallersAreCounted() throws Exception {
		shared.limiter("full").tryAcquire("queue", 50);
		Thread waiting = new Thread(() -> {
			try {
				shared.limiter("full").acquire("queue");
			}
			catch (InterruptedException ex) {
				Thread.currentThread().interrupt();
			}
		});
		waiting.start();
		while (shared.limiter("full").peek("queue").retryAfter().compareTo(Duration.ofMinutes(15)) < 0) {
			Thread.onSpinWait();
		}
		assertThat(shared.json("/full").path("waiting").asInt()).isOne();
		waiting.interrupt();
		waiting.join();
		assertThat(shared.json("/full").path("waiting").asInt()).isZero();
	}

}
