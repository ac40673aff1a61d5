package dev.ratelimit.internal.servlet;

import java.io.IOException;
import java.util.Map;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.http.HeaderStyle;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.CrossOrigin;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * A real Tomcat whose limit is used up from the start, by the filter under /filtered and
 * by a service that refuses under /thrown.
 */
final class RefusingServer {

	/** Of the page that may read a refusal. */
	static final String ORIGIN = "https://shop.example";

	private RefusingServer() {
	}

	static TestServer start(Class<?>... sources) {
		return TestServer.usedUp(HeaderStyle.BOTH, false, Map.of(), Endpoints.class, sources);
	}

	@RestController
	static class Endpoints {

		private final RateLimiterRegistry limiters;

		Endpoints(RateLimiterRegistry limiters) {
			this.limiters = limiters;
		}

		@GetMapping("/filtered/**")
		String filtered() {
			return "ok";
		}

		@GetMapping("/filtered/annotated")
		@CrossOrigin(ORIGIN)
		String annotated() {
			return "ok";
		}

		@GetMapping("/thrown/**")
		String thrown() {
			throw new RateLimitExceededException(this.limiters.get("api").tryAcquire("127.0.0.1"));
		}

		@GetMapping("/thrown/written")
		void written(HttpServletResponse response) throws IOException {
			response.addHeader("X-Kept", "1");
			response.addHeader("X-Kept", "2");
			response.setContentType("text/html;charset=ISO-8859-1");
			response.getWriter().write("half a page");
			thrown();
		}

		@Bean
		ServletRegistrationBean<HttpServlet> servlet() {
			return new ServletRegistrationBean<>(new HttpServlet() {

				@Override
				protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
					written(response);
				}

			}, "/thrown/servlet");
		}

	}

}
