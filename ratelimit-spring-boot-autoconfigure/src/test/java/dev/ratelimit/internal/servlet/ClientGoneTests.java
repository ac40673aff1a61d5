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
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Failed calls are given back, except to a client that resets its connection.
 */
@ParameterizedClass
@ValueSource(strings = { "tomcat", "jetty" })
class ClientGoneTests {

	private static final int QUOTA = 10;

	private static TestServer server;

	@Parameter
	String container;

	@BeforeParameterizedClassInvocation
	static void start(String container) {
		server = new TestServer(HeaderStyle.STANDARD, Limit.fixedWindow("failed", QUOTA + "/1h").build());
		server.start(
				List.of(new RuleDefinition(List.of("failed"), List.of("/**"), null, null, "header['Key']", null, null,
						null, "status >= 500", null, null, null)),
				false, Map.of("test.server", container), ClientGoneEndpoints.class, ClientGoneEndpoints.CatchAll.class);
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@CsvSource({ "/servlet, GET", "/wrapped, GET", "/streamed, GET", "/async, GET", "/body, POST" })
	void aClientThatLeavesGetsNothingBack(String path, String method) throws Exception {
		for (int call = 0; call < 3; call++) {
			ClientGoneEndpoints.of(ClientGoneEndpoints.ended, path).drainPermits();
			leave(path, method);
			await(ClientGoneEndpoints.ended, path);
		}
		assertThat(server.left("failed", path)).isEqualTo(QUOTA - 3);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/failing", "/failing-io" })
	void aFailureOfTheServerIsGivenBack(String path) throws Exception {
		server.get(path, "Key", path);
		await(ClientGoneEndpoints.ended, path);
		assertThat(server.left("failed", path)).isEqualTo(QUOTA);
	}

	private static void leave(String path, String method) throws Exception {
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
