package dev.ratelimit.internal.servlet;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

import dev.ratelimit.Limit;
import dev.ratelimit.internal.http.HeaderStyle;
import dev.ratelimit.internal.http.RuleDefinition;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

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
				false, Map.of("test.server", container), Endpoints.class, CatchAll.class);
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		server.close();
	}

	@ParameterizedTest
	@CsvSource({ "/servlet, GET", "/wrapped, GET", "/streamed, GET", "/async, GET", "/body, POST" })
	void aClientThatLeavesGetsNothingBack(String path, String method) throws Exception {
		for (int call = 0; call < 3; call++) {
			Endpoints.of(Endpoints.ended, path).drainPermits();
			leave(path, method);
			await(Endpoints.ended, path);
		}
		assertThat(server.left("failed", path)).isEqualTo(QUOTA - 3);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/failing", "/failing-io" })
	void aFailureOfTheServerIsGivenBack(String path) throws Exception {
		server.get(path, "Key", path);
		await(Endpoints.ended, path);
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
			await(Endpoints.begun, path);
		}
		Endpoints.gone.release();
	}

	private static void await(Map<String, Semaphore> events, String path) throws InterruptedException {
		assertThat(Endpoints.of(events, path).tryAcquire(20, TimeUnit.SECONDS)).as(path).isTrue();
	}

	@RestController
	static class Endpoints {

		static final Map<String, Semaphore> begun = new ConcurrentHashMap<>();

		static final Map<String, Semaphore> ended = new ConcurrentHashMap<>();

		static final Semaphore gone = new Semaphore(0);

		static Semaphore of(Map<String, Semaphore> events, String path) {
			return events.computeIfAbsent(path, (any) -> new Semaphore(0));
		}

		/** Writes until the server notices. */
		private static void write(OutputStream out) throws IOException {
			gone.acquireUninterruptibly();
			byte[] some = new byte[64 * 1024];
			for (int i = 0; i < 1000; i++) {
				out.write(some);
				out.flush();
			}
		}

		@GetMapping("/streamed")
		StreamingResponseBody streamed() {
			return Endpoints::write;
		}

		@PostMapping("/body")
		String body(@RequestBody String body) {
			return body;
		}

		@GetMapping("/failing")
		String failing() {
			throw new IllegalStateException("as the test wants it");
		}

		@Bean
		ServletRegistrationBean<HttpServlet> servlets() {
			return new ServletRegistrationBean<>(new HttpServlet() {

				@Override
				protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
					switch (request.getServletPath()) {
						case "/servlet" -> {
							of(begun, "/servlet").release();
							write(response.getOutputStream());
						}
						case "/wrapped" -> writeWrapped(response);
						case "/async" -> writeLater(request, response);
						default -> throw new IOException("as the test wants it");
					}
				}

			}, "/servlet", "/wrapped", "/async", "/failing-io");
		}

		private static void writeWrapped(HttpServletResponse response) {
			of(begun, "/wrapped").release();
			try {
				write(response.getOutputStream());
			}
			catch (IOException ex) {
				throw new IllegalStateException("could not write", ex);
			}
		}

		private static void writeLater(HttpServletRequest request, HttpServletResponse response) {
			var async = request.startAsync(request, response);
			async.start(() -> {
				try {
					write(response.getOutputStream());
				}
				catch (IOException ex) {
					response.setStatus(500);
				}
				async.complete();
			});
		}

		@Bean
		FilterRegistrationBean<Filter> beforeAndAfter() {
			FilterRegistrationBean<Filter> filter = new FilterRegistrationBean<>((request, response, chain) -> {
				String path = ((HttpServletRequest) request).getServletPath();
				if (path.equals("/body")) {
					of(begun, path).release();
					gone.acquireUninterruptibly();
				}
				try {
					chain.doFilter(request, response);
				}
				finally {
					if (request.isAsyncStarted()) {
						request.getAsyncContext().addListener(new Ended(path));
						of(begun, path).release();
					}
					else {
						of(ended, path).release();
					}
				}
			});
			filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
			filter.setDispatcherTypes(DispatcherType.REQUEST);
			return filter;
		}

	}

	record Ended(String path) implements AsyncListener {

		@Override
		public void onComplete(AsyncEvent event) {
			Endpoints.of(Endpoints.ended, this.path).release();
		}

		@Override
		public void onTimeout(AsyncEvent event) {
		}

		@Override
		public void onError(AsyncEvent event) {
			// Tomcat may tell no more of a client that has left
			onComplete(event);
		}

		@Override
		public void onStartAsync(AsyncEvent event) {
			event.getAsyncContext().addListener(this);
		}

	}

	/** Makes a failure of what is none. */
	@RestControllerAdvice
	static class CatchAll {

		@ExceptionHandler
		ResponseEntity<String> any(Exception ex) {
			return ResponseEntity.status(500).body("caught");
		}

	}

}
