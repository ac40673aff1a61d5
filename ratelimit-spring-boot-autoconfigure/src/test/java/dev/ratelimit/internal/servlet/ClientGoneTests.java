package dev.ratelimit.internal.servlet;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.ratelimit.Limit;
import dev.ratelimit.internal.http.HeaderStyle;
import dev.ratelimit.internal.http.RuleDefinition;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Failed calls are given back, except to a client that resets its connection. Each kind
 * of call has a server to itself, as Tomcat can end the next call with the error of an
 * asynchronous one that was left.
 */
@ParameterizedClass
@ValueSource(strings = { "tomcat", "jetty" })
class ClientGoneTests {

	private static final int QUOTA = 10;

	@Parameter
	String container;

	private TestServer start() {
		TestServer server = new TestServer(HeaderStyle.STANDARD, Limit.fixedWindow("failed", QUOTA + "/365d").build());
		server.start(
				List.of(new RuleDefinition(List.of("failed"), List.of("/**"), null, null, "header['Key']", null, null,
						null, "status >= 500", null, null, null)),
				false, Map.of("test.server", this.container), ClientGoneEndpoints.class,
				ClientGoneEndpoints.CatchAll.class);
		return server;
	}

	@ParameterizedTest
	@CsvSource({ "/servlet, GET, 3", "/wrapped, GET, 3", "/body, POST, 3", "/streamed, GET, 1", "/async, GET, 1" })
	void aClientThatLeavesGetsNothingBack(String path, String method, int calls) throws Exception {
		try (TestServer server = start()) {
			for (int call = 0; call < calls; call++) {
				ClientGoneEndpoints.of(ClientGoneEndpoints.ended, path).drainPermits();
				leave(server, path, method);
				await(ClientGoneEndpoints.ended, path);
			}
			assertThat(server.left("failed", path)).isEqualTo(QUOTA - calls);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "/failing", "/failing-io" })
	void aFailureOfTheServerIsGivenBack(String path) throws Exception {
		try (TestServer server = start()) {
			ClientGoneEndpoints.of(ClientGoneEndpoints.ended, path).drainPermits();
			server.get(path, "Key", path);
			await(ClientGoneEndpoints.ended, path);
			assertThat(server.left("failed", path)).isEqualTo(QUOTA);
		}
	}

	private static void leave(TestServer server, String path, String method) throws Exception {
		try (Socket socket = new Socket("127.0.0.1", server.port())) {
			socket.setSoLinger(true, 0);
			String body = method.equals("POST") ? "Content-Type: text/plain\r\nContent-Length: 100000\r\n\r\nhalf"
					: "\r\n";
			socket.getOutputStream()
				.write("%s %s HTTP/1.1\r\nHost: localhost\r\nKey: %s\r\n%s".formatted(method, path, path, body)
					.getBytes(StandardCharsets.US_ASCII));
			await(ClientGoneEndpoints.begun, path);
		}
		ClientGoneEndpoints.gone.release();
	}

	private static void await(Map<String, Semaphore> events, String path) throws InterruptedException {
		assertThat(ClientGoneEndpoints.of(events, path).tryAcquire(20, TimeUnit.SECONDS)).as(path).isTrue();
	}

}
