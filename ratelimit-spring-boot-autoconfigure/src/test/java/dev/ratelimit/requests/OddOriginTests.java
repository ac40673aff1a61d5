package dev.ratelimit.requests;

import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Origins and hosts that are none: a refusal stays a refusal.
 */
class OddOriginTests extends EitherStack {

	private static final List<String> ORIGINS = List.of("http://[", "http://a:b", "http://localhost:99999999999",
			"http://localhost:x", "http://a b", "null", "", "%", "://", "http://", "\u00e9", "https://shop.example");

	private static final List<String> HOSTS = List.of("localhost", "my_host", "my_host:80", "", "a..b", "[::1]");

	@ParameterizedTest
	@EnumSource
	void whateverTheOriginARefusalIsOne(Server server) {
		for (String host : HOSTS) {
			for (String origin : ORIGINS) {
				assertIsRefused(server, "/mapped", host, origin);
				assertIsRefused(server, "/annotated/" + UUID.randomUUID(), host, origin);
			}
		}
	}

	private static void assertIsRefused(Server server, String path, String host, String origin) {
		String call = "GET %s HTTP/1.1\r\nHost: %s\r\nX-Case: %s\r\nConnection: close\r\n".formatted(path, host,
				UUID.randomUUID());
		IntStream.range(0, 2).forEach((i) -> on(server).send(call + "\r\n"));
		// Some servers refuse some hosts by themselves
		if (on(server).send(call + "\r\n").status() == 429) {
			assertThat(on(server).send(call + "Origin: " + origin + "\r\n\r\n").status())
				.as("%s, Host: %s, Origin: %s, %s", server, host, origin, path)
				.isEqualTo(429);
		}
		else {
			assertThat(host).isNotEqualTo("localhost");
		}
	}

}
