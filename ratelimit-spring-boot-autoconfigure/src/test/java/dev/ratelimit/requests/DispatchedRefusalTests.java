package dev.ratelimit.requests;

import java.io.IOException;
import java.util.List;

import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.requests.Wire.Response;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.stereotype.Service;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Methods that refuse a call which a servlet has dispatched, so that the filter sees it a
 * second time.
 */
@Timeout(60)
class DispatchedRefusalTests {

	private static final String LIMITS = """
			ratelimit.limits: { two: { algorithm: fixed-window, rate: 2/365d } }
			""";

	@ParameterizedTest
	@MethodSource("dev.ratelimit.requests.Server#servlet")
	void aRefusalIsOneHoweverTheCallHasCome(Server server) {
		for (String path : List.of("/limited", "/forwarded", "/dispatched")) {
			try (Running application = Running.start(server, LIMITS, Servlets.class, Work.class)) {
				assertThat(application.statuses(2, "GET", path)).as(path).containsExactly(200, 200);
				Response refused = application.send("GET", path);
				assertThat(refused.status()).as(path).isEqualTo(429);
				assertThat(refused.header("Retry-After")).as(path).hasSize(1);
				assertThat(refused.body()).as(path).contains("quota-exceeded");
			}
		}
	}

	@Service
	static class Work {

		@RateLimited("two")
		public String done() {
			return "done";
		}

	}

	static class Servlets {

		@Bean
		ServletRegistrationBean<HttpServlet> servlet(Work work) {
			ServletRegistrationBean<HttpServlet> registration = new ServletRegistrationBean<>(new HttpServlet() {

				@Override
				protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
					switch (request.getServletPath()) {
						case "/limited" -> response.getWriter().write(work.done());
						case "/dispatched" -> request.startAsync().dispatch("/limited");
						default -> forward(request, response);
					}
				}

			}, "/limited", "/dispatched", "/forwarded");
			registration.setAsyncSupported(true);
			return registration;
		}

		private static void forward(HttpServletRequest request, HttpServletResponse response) throws IOException {
			try {
				request.getRequestDispatcher("/limited").forward(request, response);
			}
			catch (ServletException ex) {
				throw new IOException(ex);
			}
		}

	}

}
