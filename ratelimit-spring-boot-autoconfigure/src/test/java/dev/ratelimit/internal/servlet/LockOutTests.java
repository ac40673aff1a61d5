package dev.ratelimit.internal.servlet;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import dev.ratelimit.Limit;
import dev.ratelimit.internal.http.HeaderStyle;
import dev.ratelimit.internal.http.RuleDefinition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A lock-out after failed logins, by a limit that blocks and refunds successes, on a real
 * Tomcat.
 */
class LockOutTests {

	private static final Duration QUARTER = Duration.ofMinutes(15);

	private static final List<String> NAMES = List.of("alice", "ALICE", "%20alice", "alice%20", "al%00ice", "Alice%09",
			"%EF%BD%81lice", "aLiCe%0A", "al%EF%B8%8Fice", "alice%EF%B8%80", "a%CD%8Flice", "%E3%85%A4alice",
			"alic%F3%A0%84%80e");

	private static final List<String> PATHS = List.of("/login", "//login", "/./login", "/x/../login", "/login;a=b",
			"/%6cogin");

	private static final List<String> HEADERS = List.of("X-Forwarded-For", "Forwarded", "X-Real-IP", "Accept",
			"Authorization", "Cookie", "Origin", "X-Plan");

	private TestServer server;

	@BeforeEach
	void start() {
		this.server = new TestServer(HeaderStyle.STANDARD,
				Limit.slidingWindowLog("login", "3/15m").block(QUARTER, Duration.ofHours(1)).build());
		this.server.start(List.of(new RuleDefinition(List.of("login"), List.of("/login"), null, null,
				"canonical(request.getParameter('user'))", null, null, null, "status == 200", null, null, null)), false,
				Map.of(), Login.class);
	}

	@AfterEach
	void stop() {
		this.server.close();
	}

	private HttpResponse<String> login(String user, String password) {
		return this.server.get("/login?user=" + user + "&password=" + password);
	}

	private void failThrice() {
		for (int i = 0; i < 3; i++) {
			assertThat(login("alice", "guess").statusCode()).isEqualTo(401);
		}
	}

	@Test
	void afterThreeFailuresTheRightPasswordIsRefusedForTheBlockToTheSecond() {
		failThrice();
		for (int minute = 0; minute < 15; minute++) {
			HttpResponse<String> refused = login("alice", "right");
			assertThat(refused.statusCode()).isEqualTo(429);
			assertThat(refused.headers().firstValue("Retry-After")).hasValue(String.valueOf(60 * (15 - minute)));
			assertThat(refused.headers().firstValue("RateLimit")).hasValue("\"login\";r=0;t=" + 60 * (15 - minute));
			assertThat(refused.body()).contains(
					"\"type\":\"https://iana.org/assignments/http-problem-types#abnormal-usage-detected\"",
					"\"title\":\"Abnormal usage detected\"", "\"violated-policies\":[\"login\"]");
			this.server.time.advance(Duration.ofMinutes(1));
		}
		assertThat(login("alice", "right").statusCode()).isEqualTo(200);
	}

	@Test
	void successesDoNotCountAndOthersAreNotLockedOut() {
		for (int i = 0; i < 10; i++) {
			assertThat(login("alice", "right").statusCode()).isEqualTo(200);
		}
		failThrice();
		assertThat(login("alice", "right").statusCode()).isEqualTo(429);
		assertThat(login("bob", "right").statusCode()).isEqualTo(200);
	}

	@Test
	void whoGoesOnGuessingAfterwardsIsLockedOutForLonger() {
		failThrice();
		assertThat(login("alice", "guess").headers().firstValue("Retry-After")).hasValue("900");
		this.server.time.advance(QUARTER);
		failThrice();
		assertThat(login("alice", "guess").headers().firstValue("Retry-After")).hasValue("3600");
	}

	@Test
	void noDisguiseLiftsOrDodgesOrLengthensABlock() {
		failThrice();
		login("alice", "guess");
		Login application = this.server.bean(Login.class);
		application.asked.set(0);
		for (int guess = 0; guess < 300; guess++) {
			String path = PATHS.get(guess % PATHS.size());
			String header = HEADERS.get(guess / 3 % HEADERS.size());
			this.server.get(path + "?user=" + NAMES.get(guess / 5 % NAMES.size()) + "&password=right", header,
					"203.0.113." + guess % 250);
			this.server.time.advance(Duration.ofSeconds(1));
		}
		assertThat(application.asked).hasValue(0);
		assertThat(login("alice", "right").headers().firstValue("Retry-After")).hasValue("600");
	}

	/** Knows one password. */
	@RestController
	static class Login {

		private final AtomicInteger asked = new AtomicInteger();

		@RequestMapping("/login")
		ResponseEntity<String> login(@RequestParam String user, @RequestParam String password) {
			this.asked.incrementAndGet();
			return ResponseEntity.status(password.equals("right") ? 200 : 401).body(user);
		}

	}

}
