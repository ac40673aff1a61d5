package dev.ratelimit.internal.servlet;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;

import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

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

/**
 * Endpoints of each kind, whose clients leave before they have written all.
 */
@RestController
class ClientGoneEndpoints {

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
		return ClientGoneEndpoints::write;
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

	record Ended(String path) implements AsyncListener {

		@Override
		public void onComplete(AsyncEvent event) {
			ClientGoneEndpoints.of(ClientGoneEndpoints.ended, this.path).release();
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
