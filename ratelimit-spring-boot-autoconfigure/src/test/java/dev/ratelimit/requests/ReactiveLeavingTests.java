package dev.ratelimit.requests;

import java.io.BufferedReader;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient.Version;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

import dev.ratelimit.Decision;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that leave a WebFlux application at every step, or come in other ways than by a
 * plain request: each call is counted once, and its permit comes back.
 */
@Timeout(120)
class ReactiveLeavingTests {

	private static final String LIMITS = """
			ratelimit:
			  limits:
			    flight: { algorithm: concurrency, concurrent: 2, max-hold: 10h }
			    count: { algorithm: fixed-window, rate: 1000/365d }
			  web:
			    rules:
			      - { limits: flight, paths: /**, key: "header['Key']" }
			      - { limits: count, paths: /**, key: "header['Key']" }
			server.http2.enabled: true
			""";

	private static final Duration PATIENCE = Duration.ofHours(1);

	private static final Map<Server, Running> running = new EnumMap<>(Server.class);

	private static Running on(Server server) {
		SlowEndpoints.begun.drainPermits();
		return running.computeIfAbsent(server, (kind) -> Running.start(kind, LIMITS, SlowEndpoints.class));
	}

	@AfterAll
	static void stop() {
		running.values().forEach(Running::close);
		running.clear();
	}

	private static RateLimiter limiter(Server server, String name) {
		return on(server).bean(RateLimiterRegistry.class).get(name);
	}

	/** Waits in line for both permits. */
	private static void assertBothAreBack(Server server, String key) throws Exception {
		RateLimiter limiter = limiter(server, "flight");
		Decision both = limiter.acquireAsync(key, 2, PATIENCE).toCompletableFuture().get(20, TimeUnit.SECONDS);
		assertThat(both.permits()).isEqualTo(2);
		limiter.refund(key, both);
	}

	private static long counted(Server server, String key) {
		return 1000 - limiter(server, "count").peek(key).remaining();
	}

	private static void awaitBegin() throws InterruptedException {
		assertThat(SlowEndpoints.begun.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
	}

	private static void write(Socket socket, String text) throws Exception {
		socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
	}

	/** Nothing of the answer has been sent; Tomcat would notice by the first write. */
	@Test
	void aClientThatLeavesAHandlerThatNeverAnswersHasItsPermitBack() throws Exception {
		int port = on(Server.NETTY).port();
		try (Socket socket = new Socket("127.0.0.1", port)) {
			write(socket, "GET /never HTTP/1.1\r\nHost: localhost\r\nKey: never\r\n\r\n");
			awaitBegin();
			assertThat(limiter(Server.NETTY, "flight").peek("never").remaining()).isOne();
		}
		assertBothAreBack(Server.NETTY, "never");
		assertThat(counted(Server.NETTY, "never")).isOne();
	}

	@ParameterizedTest
	@EnumSource(names = { "NETTY", "REACTIVE_TOMCAT" })
	void aClientThatLeavesInTheMiddleOfItsOwnBodyHasItsPermitBack(Server server) throws Exception {
		Running application = on(server);
		try (Socket socket = new Socket("127.0.0.1", application.port())) {
			socket.setSoLinger(true, 0);
			write(socket,
					"POST /upload HTTP/1.1\r\nHost: localhost\r\nKey: upload\r\nContent-Length: 100000\r\n\r\nsome");
			awaitBegin();
		}
		assertBothAreBack(server, "upload");
		assertThat(counted(server, "upload")).isOne();
		if (server == Server.REACTIVE_TOMCAT) {
			// It may end its next call with the error of this one
			running.remove(server);
			application.close();
		}
	}

	@ParameterizedTest
	@EnumSource(names = { "NETTY", "REACTIVE_TOMCAT" })
	void aRefusedUploadIsAnsweredWithoutItsBody(Server server) throws Exception {
		RateLimiter flight = limiter(server, "flight");
		Decision both = flight.tryAcquire("expecting", 2);
		try (Socket socket = new Socket("127.0.0.1", on(server).port())) {
			socket.setSoTimeout(20_000);
			write(socket,
					"POST /upload HTTP/1.1\r\nHost: localhost\r\nKey: expecting\r\nExpect: 100-continue\r\nContent-Length: 100000\r\n\r\n");
			BufferedReader answer = new BufferedReader(
					new InputStreamReader(socket.getInputStream(), StandardCharsets.ISO_8859_1));
			String status = answer.readLine();
			// Tomcat asks for the body before anybody handles the request
			while (status.isEmpty() || status.startsWith("HTTP/1.1 100")) {
				status = answer.readLine();
			}
			assertThat(status).startsWith("HTTP/1.1 429");
		}
		flight.refund("expecting", both);
		assertBothAreBack(server, "expecting");
		assertThat(counted(server, "expecting")).as("not asked behind a refusal").isZero();
	}

	@ParameterizedTest
	@CsvSource({ "NETTY, HEAD, /page", "NETTY, OPTIONS, /page", "NETTY, GET, /failing", "NETTY, GET, /none",
			"NETTY, GET, /again", "NETTY, GET, /page/", "NETTY, GET, /p%61ge", "REACTIVE_TOMCAT, HEAD, /page",
			"REACTIVE_TOMCAT, OPTIONS, /page", "REACTIVE_TOMCAT, GET, /failing", "REACTIVE_TOMCAT, GET, /again" })
	void anyRequestIsCountedOnce(Server server, String method, String target) throws Exception {
		String key = method + target;
		for (int i = 1; i <= 4; i++) {
			assertThat(on(server).status(method, target, "Key: " + key)).isNotEqualTo(429);
			assertBothAreBack(server, key);
			assertThat(counted(server, key)).isEqualTo(i);
		}
	}

	@Test
	void requestsOneBehindTheOtherOnOneConnection() throws Exception {
		String one = "GET /page HTTP/1.1\r\nHost: localhost\r\nKey: piped\r\n\r\n";
		String last = one.replace("Key", "Connection: close\r\nKey");
		Wire.send(on(Server.NETTY).port(), one.repeat(9) + last);
		assertBothAreBack(Server.NETTY, "piped");
		assertThat(counted(Server.NETTY, "piped")).isBetween(1L, 10L);
	}

	@ParameterizedTest
	@EnumSource(names = { "TOMCAT", "JETTY" }, mode = Mode.EXCLUDE)
	void theExchangeOfAWebSocketEndsWithItsHandshake(Server server) throws Exception {
		HttpClient client = HttpClient.newHttpClient();
		URI uri = URI.create("ws://127.0.0.1:%d/socket".formatted(on(server).port()));
		var socket = client.newWebSocketBuilder()
			.header("Key", "socket")
			.buildAsync(uri, new java.net.http.WebSocket.Listener() {
			})
			.get(20, TimeUnit.SECONDS);
		awaitBegin();
		assertBothAreBack(server, "socket");
		socket.abort();
		assertThat(counted(server, "socket")).isOne();
	}

	@Test
	void streamsOfOneHttp2ConnectionThatAreCancelled() throws Exception {
		HttpClient client = HttpClient.newBuilder().version(Version.HTTP_2).build();
		URI base = URI.create("http://127.0.0.1:%d/".formatted(on(Server.NETTY).port()));
		HttpResponse<String> page = client.send(request(base, "page"), BodyHandlers.ofString());
		assertThat(page.version()).isEqualTo(Version.HTTP_2);
		assertThat(page.statusCode()).isEqualTo(200);
		assertBothAreBack(Server.NETTY, "http2");
		for (String path : List.of("never", "stream", "never", "stream")) {
			CompletableFuture<HttpResponse<InputStream>> call = client.sendAsync(request(base, path),
					BodyHandlers.ofInputStream());
			awaitBegin();
			if (path.equals("stream")) {
				call.get(20, TimeUnit.SECONDS).body().close();
			}
			else {
				call.cancel(true);
			}
			assertBothAreBack(Server.NETTY, "http2");
		}
		assertThat(counted(Server.NETTY, "http2")).isEqualTo(5);
	}

	private static HttpRequest request(URI base, String path) {
		return HttpRequest.newBuilder(base.resolve(path)).header("Key", "http2").build();
	}

}
