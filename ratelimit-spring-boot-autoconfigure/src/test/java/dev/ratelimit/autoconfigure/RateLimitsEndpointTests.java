package dev.ratelimit.autoconfigure;

import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.actuate.RateLimitsEndpoint;
import dev.ratelimit.internal.actuate.RequestCounts;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.changes.LimitsInForce;
import dev.ratelimit.internal.limiter.StoreRegistry;
import dev.ratelimit.internal.properties.RateLimitProperties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * The endpoint as an operator meets it: over HTTP, behind Spring Security.
 */
class RateLimitsEndpointTests {

	private static final String LIMITS = """
			ratelimit:
			  limits:
			    api:
			      rate: 10/1d
			      overrides:
			        vip: { rate: 20/1d }
			        saver: { capacity: 15 }
			    login: { algorithm: fixed-window, rate: 3/1d, mode: observe, max-wait: 1500ms }
			    full: { rate: 100/1d, capacity: 50, initial: 50 }
			""";

	private static final String GUESSING = """
			    guess: { rate: 1/1d, capacity: 2, block: "1500ms, 15m" }
			""";

	/** For all tests that leave it as it was. */
	private static OperatedApplication shared;

	/** Of one test alone. */
	private @Nullable OperatedApplication own;

	@BeforeAll
	static void startShared() {
		StringBuilder yaml = new StringBuilder(LIMITS).append(GUESSING)
			.append("    many:\n      rate: 1/s\n      overrides:\n");
		for (int i = 0; i < 130; i++) {
			yaml.append("        key%03d: { rate: 2/s }\n".formatted(i));
		}
		shared = new OperatedApplication(yaml.toString());
	}

	@AfterAll
	static void stopShared() {
		shared.close();
	}

	@AfterEach
	void stopOwn() {
		if (this.own != null) {
			this.own.close();
		}
	}

	private OperatedApplication start(String... arguments) {
		this.own = new OperatedApplication(LIMITS, arguments);
		return this.own;
	}

	@AfterEach
	void takeBackWhatWasChanged() {
		RateLimitProperties configured = shared.context.getBean(RateLimitProperties.class);
		shared.context.getBean(LimitsInForce.class).refresh(() -> configured);
		shared.limiter("api").reset("bob");
	}

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
			.contains("only fixed-window counts by the calendar");
	}

	@Test
	void anUnknownLimitCannotBeChanged() throws Exception {
		assertThat(shared.post("/apy", "{\"rate\": \"1/s\"}").statusCode()).isEqualTo(404);
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
	void aKeyOverALimitOnTrialIsShownAsObserved() throws Exception {
		shared.limiter("login").tryAcquire("mallory", 3);
		JsonNode state = shared.json("/login/mallory");
		assertThat(state.path("allowed").asBoolean()).isTrue();
		assertThat(state.path("observed").asBoolean()).isTrue();
		assertThat(state.path("retryAfter").asDouble()).isPositive();
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

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RateLimitAutoConfiguration.class,
				LocalRateLimitAutoConfiguration.class, EndpointRateLimitAutoConfiguration.class))
		.withPropertyValues("ratelimit.limits.api.rate=5/s");

	@Test
	void anEndpointThatIsNotExposedCountsNothing() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(RateLimitsEndpoint.class)
			.doesNotHaveBean(RequestCounts.class)
			.hasSingleBean(StoreRegistry.class));
		this.runner
			.withPropertyValues("management.endpoints.web.exposure.include=*",
					"management.endpoint.ratelimits.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(RateLimitsEndpoint.class));
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=ratelimits")
			.run((context) -> assertThat(context).hasSingleBean(RateLimitsEndpoint.class)
				.hasSingleBean(RequestCounts.class));
	}

	@Test
	void withoutActuatorThereIsNone() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RequestCounts.class));
	}

	@Test
	void aRegistryOfTheUsersIsShownAsFarAsItIsKnown() {
		RateLimiterRegistry theirs = mock(RateLimiterRegistry.class);
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=ratelimits")
			.withBean("theirs", RateLimiterRegistry.class, () -> theirs)
			.run((context) -> assertThat(context.getBean(RateLimitsEndpoint.class).limits())
				.containsOnlyKeys("limits"));
	}

}
