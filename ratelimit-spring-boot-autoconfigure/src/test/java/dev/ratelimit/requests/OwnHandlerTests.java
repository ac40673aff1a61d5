package dev.ratelimit.requests;

import java.util.EnumMap;
import java.util.Map;
import java.util.UUID;

import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.requests.Wire.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Exception handlers in the controller itself, and advice for some controllers only: they
 * change the refusals that they name, of the controllers that they are for.
 */
class OwnHandlerTests {

	private static final String LIMITS = """
			ratelimit:
			  limits: { one: { algorithm: fixed-window, rate: 1/365d } }
			  web.rules:
			    - { limits: one, paths: "/rule/{name}", key: "pathVariable['name']" }
			""";

	private static final Map<Server, Running> running = new EnumMap<>(Server.class);

	private static Running on(Server server) {
		return running.computeIfAbsent(server,
				(kind) -> Running.start(kind, LIMITS, OwnHandlerPages.Work.class, OwnHandlerPages.CatchingAll.class,
						OwnHandlerPages.CatchingSome.class, OwnHandlerPages.Naming.class, OwnHandlerPages.Both.class,
						OwnHandlerPages.PassingOn.class, OwnHandlerPages.Plain.class, OwnHandlerPages.ForScope.class,
						OwnHandlerPages.CatchAll.class, OwnHandlerPages.Scoped.class));
	}

	@AfterAll
	static void stop() {
		running.values().forEach(Running::close);
		running.clear();
	}

	/** The answer to a call that is over its limit. */
	private static Response refused(Server server, String path, String... lines) {
		String key = UUID.randomUUID().toString();
		on(server).bean(RateLimiterRegistry.class).get("one").tryAcquire(key);
		return on(server).send("GET", path + key, lines);
	}

	private static void assertProblem(Response refused) {
		assertThat(refused.status()).isEqualTo(429);
		assertThat(refused.body()).contains("quota-exceeded");
		assertThat(refused.header("Content-Type").get(0)).startsWith("application/problem+json");
		assertThat(refused.header("Retry-After")).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource({ "TOMCAT, /service/", "NETTY, /service/", "REACTIVE_TOMCAT, /service/", "TOMCAT, /annotated/",
			"NETTY, /annotated/", "REACTIVE_TOMCAT, /annotated/", "NETTY, /events/", "TOMCAT, /wrapped/",
			"NETTY, /wrapped/" })
	void aHandlerOfASupertypeInTheControllerIsNotAsked(Server server, String path) {
		assertProblem(refused(server, path));
	}

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "NETTY" })
	void butForOtherFailures(Server server) {
		Response failed = on(server).send("GET", "/failing");
		assertThat(failed.status()).isEqualTo(500);
		assertThat(failed.body()).isEqualTo("caught");
	}

	@ParameterizedTest
	@EnumSource
	void oneThatNamesTheExceptionAnswersWithItsHeaders(Server server) {
		Response refused = refused(server, "/named/", "Origin: https://shop.example");
		assertThat(refused.status()).isEqualTo(409);
		assertThat(refused.body()).isEqualTo("too much of one");
		assertThat(refused.header("Retry-After")).hasSize(1);
		assertThat(refused.header("Access-Control-Allow-Origin")).containsExactly("https://shop.example");
		assertThat(refused.header("Access-Control-Expose-Headers")).hasSize(1)
			.first()
			.asString()
			.contains("Retry-After", "RateLimit-Policy");
	}

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "NETTY" })
	void oneThatNamesItAnswersForItsCauseToo(Server server) {
		Response refused = refused(server, "/both/");
		assertThat(refused.status()).isEqualTo(409);
		assertThat(refused.body()).isEqualTo("too much of one");
		assertThat(refused.header("Retry-After")).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "NETTY" })
	void oneThatThrowsItOnLeavesTheAnswerToOthers(Server server) {
		Response refused = refused(server, "/passed-on/", "Origin: https://shop.example");
		assertProblem(refused);
		assertThat(refused.header("Access-Control-Expose-Headers")).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void anAdviceForOneControllerAnswersForNoOther(Server server) {
		assertProblem(refused(server, "/plain/"));
		assertProblem(refused(server, "/rule/"));
		assertThat(refused(server, "/scoped/").body()).isEqualTo("scoped");
		assertThat(refused(server, "/scoped-plain/").body()).isEqualTo("scoped");
	}

}
