package dev.ratelimit.sample.playground;

import dev.ratelimit.TimeSource;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.web.servlet.HandlerInterceptor;

/**
 * Notes when a call arrived, before it is made to wait.
 */
final class Arrival implements HandlerInterceptor {

	static final String NANOS = "playground.arrived";

	private final TimeSource time;

	Arrival(TimeSource time) {
		this.time = time;
	}

	@Override
	public boolean preHandle(HttpServletRequest request, HttpServletResponse response, Object handler) {
		request.setAttribute(NANOS, this.time.nanos());
		return true;
	}

}
