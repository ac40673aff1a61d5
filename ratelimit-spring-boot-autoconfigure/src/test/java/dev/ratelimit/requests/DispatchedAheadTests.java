package dev.ratelimit.requests;

import java.io.IOException;

import jakarta.servlet.DispatcherType;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.View;
import org.springframework.web.servlet.view.InternalResourceView;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Requests that a filter ahead of the rules dispatches elsewhere, so that rules see them
 * in that dispatch for the first time.
 */
@Timeout(60)
class DispatchedAheadTests {

	private static final String LIMITS = """
			ratelimit:
			  limits: { two: { algorithm: fixed-window, rate: 2/365d }, four: { algorithm: fixed-window, rate: 4/365d } }
			  web:
			    rules:
			      - { limits: four, paths: /**, exclude: /end, key: path }
			      - { limits: two, paths: /end, stage: %s, key: "header['X-Way']" }
			""";

	@ParameterizedTest
	@MethodSource("dev.ratelimit.requests.Server#servlet")
	void oneCountsWhereItIsServed(Server server) {
		for (String stage : new String[] { "before-authentication", "after-authentication" }) {
			try (Running application = Running.start(server, LIMITS.formatted(stage), Pages.class, Ahead.class)) {
				for (String way : new String[] { "forward", "async" }) {
					assertThat(application.statuses(3, "GET", "/end?way=" + way, "X-Way: " + way)).as(stage + way)
						.containsExactly(200, 200, 429);
				}
				assertThat(application.statuses(3, "GET", "/start", "X-Way: behind"))
					.as("a forward behind the rules counts as what was asked for")
					.containsOnly(200);
			}
		}
	}

	@ParameterizedTest
	@MethodSource("dev.ratelimit.requests.Server#servlet")
	void anErrorThatAFilterAheadHasSentDoesNotCount(Server server) {
		try (Running application = Running.start(server, LIMITS.formatted("auto"), Pages.class, Ahead.class)) {
			assertThat(application.statuses(6, "GET", "/any?way=error", "X-Way: error")).containsOnly(401);
		}
	}

	static class Ahead {

		@Bean
		FilterRegistrationBean<Filter> ahead() {
			FilterRegistrationBean<Filter> filter = new FilterRegistrationBean<>((request, response, chain) -> {
				String way = request.getParameter("way");
				if (way == null || request.getDispatcherType() != DispatcherType.REQUEST) {
					chain.doFilter(request, response);
				}
				else {
					leave(way, request, response);
				}
			});
			filter.setOrder(-200);
			return filter;
		}

		private static void leave(String way, ServletRequest request, ServletResponse response)
				throws ServletException, IOException {
			switch (way) {
				case "forward" -> request.getRequestDispatcher("/end").forward(request, response);
				case "async" -> request.startAsync().dispatch("/end");
				default -> ((HttpServletResponse) response).sendError(401);
			}
		}

	}

	@RestController
	static class Pages {

		@GetMapping("/start")
		View start() {
			return new InternalResourceView("/end");
		}

		@GetMapping({ "/end", "/any" })
		String end(HttpServletRequest request) {
			return request.getDispatcherType().name();
		}

	}

}
