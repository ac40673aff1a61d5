package dev.ratelimit.requests;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.requests.Wire.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The same application on Spring MVC and on WebFlux: where HTTP is all that one sees,
 * both answer alike.
 */
class EitherStackTests extends EitherStack {

	private static final Map<Server, Running> named = new EnumMap<>(Server.class);

	private static Running named(Server server) {
		return named.computeIfAbsent(server,
				(kind) -> Running.start(kind, LIMITS, Pages.class, CatchAll.class, Named.class));
	}

	@AfterAll
	static void stopNamed() {
		named.values().forEach(Running::close);
		named.clear();
	}

	@ParameterizedTest
	@EnumSource
	void responsesCarryWhatIsLeft(Server server) {
		String own = someCase();
		Response first = on(server).send("GET", "/both", own);
		assertThat(first.status()).isEqualTo(200);
		assertThat(first.header("RateLimit-Policy")).containsExactly("\"ten\";q=10;w=31536000, \"two\";q=2;w=31536000");
		assertThat(first.header("RateLimit").get(0)).startsWith("\"ten\";r=9;t=").contains("\"two\";r=1;t=");
		assertThat(on(server).statuses(2, "GET", "/both", own)).containsExactly(200, 429);
	}

	@ParameterizedTest
	@EnumSource
	void aRefusalIsAProblemDocumentWhateverAdviceThereIs(Server server) {
		String own = someCase();
		assertThat(on(server).statuses(2, "GET", "/page", own)).containsOnly(200);
		for (String accept : List.of("Accept: */*", "Accept: image/png", "X-No: accept")) {
			Response refused = on(server).send("GET", "/page", own, accept);
			assertThat(refused.status()).isEqualTo(429);
			assertThat(refused.header("Content-Type").get(0)).startsWith("application/problem+json");
			assertThat(refused.header("Retry-After")).hasSize(1).first().asString().containsOnlyDigits();
			assertThat(refused.header("RateLimit").get(0)).startsWith("\"two\";r=0;t=");
			assertThat(refused.body()).contains(
					"\"type\":\"https://iana.org/assignments/http-problem-types#quota-exceeded\"", "\"status\":429",
					"\"instance\":\"/page\"", "\"violated-policies\":[\"two\"]");
		}
	}

	@ParameterizedTest
	@EnumSource
	void aHandlerThatNamesTheExceptionAnswers(Server server) {
		String own = someCase();
		assertThat(named(server).statuses(2, "GET", "/page", own)).containsOnly(200);
		Response refused = named(server).send("GET", "/page", own);
		assertThat(refused.status()).isEqualTo(418);
		assertThat(refused.body()).contains("too much of two");
		assertThat(refused.header("Retry-After")).hasSize(1);
	}

	@ParameterizedTest
	@EnumSource
	void aBrowserGetsAPage(Server server) {
		String own = someCase();
		assertThat(on(server).statuses(2, "GET", "/page", own)).containsOnly(200);
		Response refused = on(server).send("GET", "/page", own, "Accept: text/html,application/xhtml+xml,*/*;q=0.8");
		assertThat(refused.status()).isEqualTo(429);
		assertThat(refused.header("Content-Type").get(0)).startsWith("text/html");
		assertThat(refused.header("Retry-After")).hasSize(1);
		assertThat(refused.body()).contains("<html").contains("429");
	}

	@ParameterizedTest
	@EnumSource
	void anAnnotatedHandlerThatRefusesIsNoFailure(Server server) {
		String own = "/annotated/" + UUID.randomUUID();
		assertThat(on(server).statuses(3, "GET", own)).containsExactly(200, 200, 429);
		assertThat(on(server).send("GET", own).body()).contains("quota-exceeded");
	}

	@ParameterizedTest
	@EnumSource
	void aClientIsWhomATrustedProxyNames(Server server) {
		String client = "X-Forwarded-For: 6.6.6.6, 2001:db8:%x::1".formatted(server.ordinal() + 1);
		String same = "X-Forwarded-For: 7.7.7.7, 2001:db8:%x::2".formatted(server.ordinal() + 1);
		assertThat(on(server).statuses(2, "GET", "/client", client)).containsExactly(200, 200);
		assertThat(on(server).status("GET", "/client", same)).isEqualTo(429);
		assertThat(on(server).statuses(3, "GET", "/network", "X-Forwarded-For: 198.51.100.9")).containsExactly(200, 200,
				429);
		assertThat(on(server).statuses(3, "GET", "/network", "X-Forwarded-For: 203.0.113.9")).containsOnly(200);
	}

	@ParameterizedTest
	@EnumSource
	void noDisguiseOfAPathIsServedBeyondTheLimit(Server server) {
		for (String target : List.of("/page", "/users/anna")) {
			String parent = target.substring(0, target.lastIndexOf('/'));
			String name = target.substring(target.lastIndexOf('/') + 1);
			for (String way : List.of("/x/..%s/%s", "/%s/%s", "/.%s/%s", "/x/..;%s/%s", "/%%2e%s/%s",
					"/x/%%2e%%2e%s/%s", "%s/%s/.", "%s/./%s", "%s//%s", "%s/%s;x=y", "%s/%s/", "%s%%2f%s", "%s\\%s",
					"%s/%s%%00", "%s/%s?a=/../b", "http://localhost%s/%s", "%s/%%70age", "%s/%%61nna")) {
				List<Integer> statuses = on(server).statuses(3, "GET", way.formatted(parent, name), someCase());
				assertThat(statuses.get(2)).as(way, parent, name).isNotEqualTo(200);
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void pathsAndMethodsAreNamesInExpressions(Server server) {
		String own = someCase();
		assertThat(on(server).statuses(3, "GET", "/path", own)).containsExactly(200, 200, 429);
		assertThat(on(server).statuses(3, "POST", "/path", own)).containsExactly(200, 200, 429);
		assertThat(on(server).statuses(3, "HEAD", "/get", own)).containsExactly(200, 200, 429);
		assertThat(on(server).statuses(3, "POST", "/get", own)).containsOnly(200);
	}

	private static void awaitUnspent(Server server, String user) {
		RateLimiter limiter = on(server).bean(RateLimiterRegistry.class).get("two");
		while (limiter.peek(user.toLowerCase(Locale.ROOT)).remaining() < 2) {
			Thread.onSpinWait();
		}
	}

	@ParameterizedTest
	@EnumSource
	void onlyFailedGuessesCount(Server server) {
		String user = "X-User: anna" + server;
		for (int i = 0; i < 4; i++) {
			assertThat(on(server).status("GET", "/login?password=secret", user)).isEqualTo(200);
			// The answer may come before the exchange is complete
			awaitUnspent(server, "anna" + server);
		}
		assertThat(on(server).statuses(3, "GET", "/login?password=guess", user)).containsExactly(401, 401, 429);
		assertThat(on(server).status("GET", "/login?password=secret", "X-User: ANNA" + server + " ")).isEqualTo(429);
	}

	@ParameterizedTest
	@EnumSource
	void staticResourcesAreLeftOut(Server server) {
		assertThat(on(server).statuses(4, "GET", "/assets/static/secret.txt", someCase())).containsOnly(200);
		assertThat(on(server).statuses(4, "GET", "/assets/none.txt", someCase())).endsWith(429, 429);
		assertThat(on(server).statuses(4, "POST", "/assets/static/secret.txt", someCase())).endsWith(429, 429);
	}

	/** A handler that is asked whether it has the file answers none of them. */
	@ParameterizedTest
	@EnumSource
	void aPartOfAStaticResourceIsOneToo(Server server) {
		for (String line : List.of("Range: bytes=0-0", "Range: bytes=99999-", "Range: nonsense", "If-None-Match: *",
				"If-Modified-Since: Fri, 27 Nov 2099 00:00:00 GMT")) {
			assertThat(on(server).statuses(4, "GET", "/assets/static/secret.txt", someCase(), line)).as(line)
				.doesNotContain(429);
		}
		assertThat(on(server).statuses(4, "HEAD", "/assets/static/secret.txt", someCase())).containsOnly(200);
		for (String path : List.of("/assets/static/", "/assets/static", "/assets/", "/assets/..%2fstatic/secret.txt")) {
			assertThat(on(server).statuses(4, "GET", path, someCase()).get(3)).as(path).isNotEqualTo(200);
		}
	}

	@RestControllerAdvice
	static class Named {

		@ExceptionHandler(RateLimitExceededException.class)
		ResponseEntity<String> refused(RateLimitExceededException ex) {
			return ResponseEntity.status(418).body("too much of " + ex.decision().limit());
		}

	}

}
