package dev.ratelimit.requests;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import reactor.core.publisher.Mono;

import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

/**
 * Handlers that call a server elsewhere by the JDK's client: an end of file reaches them
 * as it is.
 */
final class BareUpstream {

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private BareUpstream() {
	}

	private static HttpRequest request(String port) {
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port)).build();
	}

	private static void call(HttpServletRequest request) throws IOException {
		try {
			CLIENT.send(request(request.getHeader("Upstream")), BodyHandlers.discarding());
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	@RestController
	static class Servlets {

		@Bean
		ServletRegistrationBean<HttpServlet> bare() {
			return new ServletRegistrationBean<>(new HttpServlet() {
				@Override
				protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
					call(request);
				}
			}, "/bare");
		}

		@Bean
		ServletRegistrationBean<HttpServlet> dispatched() {
			return new ServletRegistrationBean<>(new HttpServlet() {
				@Override
				protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
					if (request.getDispatcherType() == DispatcherType.ASYNC) {
						call(request);
					}
					else {
						request.startAsync().dispatch();
					}
				}
			}, "/dispatched");
		}

		@GetMapping("/handled")
		void handled(HttpServletRequest request) throws IOException {
			call(request);
		}

		@GetMapping("/later")
		Callable<String> later(HttpServletRequest request) {
			return () -> {
				call(request);
				return "";
			};
		}

		@ExceptionHandler
		@ResponseStatus(HttpStatus.BAD_GATEWAY)
		void elsewhere(IOException ex) {
		}

	}

	@RestController
	static class Reactive {

		@GetMapping({ "/bare", "/dispatched" })
		Mono<Void> bare(ServerHttpRequest request) {
			return Mono.fromFuture(() -> call(request)).then();
		}

		@GetMapping({ "/handled", "/later" })
		Mono<Void> handled(ServerHttpRequest request) {
			return bare(request).onErrorMap(IOException.class, Elsewhere::new);
		}

		private static CompletableFuture<?> call(ServerHttpRequest request) {
			return CLIENT.sendAsync(request(String.valueOf(request.getHeaders().getFirst("Upstream"))),
					BodyHandlers.discarding());
		}

	}

	@SuppressWarnings("serial")
	@ResponseStatus(HttpStatus.BAD_GATEWAY)
	static final class Elsewhere extends RuntimeException {

		Elsewhere(Throwable cause) {
			super(cause);
		}

	}

}
