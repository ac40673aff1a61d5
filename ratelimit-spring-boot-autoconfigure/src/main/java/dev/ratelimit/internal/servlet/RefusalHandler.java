package dev.ratelimit.internal.servlet;

import java.io.IOException;

import dev.ratelimit.RateLimitExceededException;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

/**
 * Answers a refused request in the filter's stead: with MVC {@link MvcRefusalHandler},
 * else {@link ProblemRefusalHandler}. Implementations must be safe for use by many
 * threads.
 */
@FunctionalInterface
public interface RefusalHandler {

	/**
	 * Answers a refused request. The RateLimit headers are set already.
	 * @param request the request
	 * @param response its response, not committed
	 * @param refusal why it was refused
	 * @throws IOException if the response cannot be written
	 * @throws ServletException if a view cannot be rendered
	 */
	void refuse(HttpServletRequest request, HttpServletResponse response, RateLimitExceededException refusal)
			throws IOException, ServletException;

}
