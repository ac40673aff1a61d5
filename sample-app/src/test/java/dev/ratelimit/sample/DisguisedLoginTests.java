package dev.ratelimit.sample;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import dev.ratelimit.ManualTimeSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Primary;
import org.springframework.security.crypto.password.PasswordEncoder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A thousand guesses in every disguise hash no more passwords than the limits let
 * through.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class DisguisedLoginTests {

	private static final int GUESSES = 1_000;

	private static final List<String> NAMES = List.of("alice", "ALICE", "alice%20", "%20alice", "Alice%09", "al%00ice",
			"%EF%BD%81lice", "alice%E2%80%8B", "%C2%A0alice", "aLiCe%0A");

	private static final List<String> PATHS = List.of("/login", "//login", "/./login", "/x/../login", "/login;a=b",
			"/%6cogin", "/login?user=other", "/login/.");

	private static final List<String> HEADS = List.of("", "X-Forwarded-For: 203.0.113.%d\r\n",
			"Forwarded: for=203.0.113.%d\r\n", "X-Real-IP: 203.0.113.%d\r\n", "Accept: text/html\r\n",
			"Origin: https://evil.example\r\n", "Authorization: Basic YWxpY2U6Z3Vlc3M=\r\n",
			"Origin: https://evil.example\r\nAccess-Control-Request-Method: POST\r\nAuthorization: Basic YWxpY2U6Z3Vlc3M=\r\n");

	@LocalServerPort
	private int port;

	@Autowired
	private ManualTimeSource time;

	@Autowired
	private AtomicInteger hashed;

	@BeforeEach
	void forget() {
		this.time.advance(Duration.ofHours(1));
		this.hashed.set(0);
	}

	@Test
	void oneAddressHasTenGuessesHoweverItWritesThem() throws IOException {
		for (int guess = 0; guess < GUESSES; guess++) {
			String method = (guess % 7 == 0) ? "OPTIONS" : "POST";
			send("127.0.0.1", method, pick(PATHS, guess), pick(NAMES, guess / 3) + ((guess % 5 == 0) ? "&z=%zz" : ""),
					pick(HEADS, guess).formatted(guess % 250));
		}
		assertThat(this.hashed.get()).isBetween(1, 10);
	}

	@Test
	void oneUserHasThreeGuessesFromAllAddresses() throws IOException {
		for (int guess = 0; guess < GUESSES; guess++) {
			String address = "127.%d.%d.%d".formatted(1 + guess % 200, guess / 200, 1 + guess % 200);
			send(address, "POST", pick(PATHS, guess), pick(NAMES, guess), "");
		}
		assertThat(this.hashed.get()).isBetween(1, 3);
	}

	private static String pick(List<String> some, int index) {
		return some.get(index % some.size());
	}

	private void send(String address, String method, String path, String user, String head) throws IOException {
		String form = "username=" + user + "&password=guess";
		try (Socket socket = new Socket()) {
			socket.bind(new InetSocketAddress(address, 0));
			socket.connect(new InetSocketAddress("127.0.0.1", this.port));
			socket.getOutputStream()
				.write(("%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n%s"
						+ "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: %d\r\n\r\n%s")
					.formatted(method, path, head, form.length(), form)
					.getBytes(StandardCharsets.US_ASCII));
			socket.getInputStream().readAllBytes();
		}
	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Counting {

		@Bean
		@Primary
		static ManualTimeSource manualTimeSource() {
			return new ManualTimeSource();
		}

		@Bean
		static AtomicInteger hashed() {
			return new AtomicInteger();
		}

		@Bean
		static BeanPostProcessor countingPasswordEncoder(AtomicInteger hashed) {
			return new BeanPostProcessor() {

				@Override
				public Object postProcessAfterInitialization(Object bean, String name) {
					return (bean instanceof PasswordEncoder encoder) ? counted(encoder, hashed) : bean;
				}

			};
		}

		private static PasswordEncoder counted(PasswordEncoder encoder, AtomicInteger hashed) {
			return new PasswordEncoder() {

				@Override
				public String encode(CharSequence password) {
					return encoder.encode(password);
				}

				@Override
				public boolean matches(CharSequence password, String encoded) {
					hashed.incrementAndGet();
					return encoder.matches(password, encoded);
				}

			};
		}

	}

}
