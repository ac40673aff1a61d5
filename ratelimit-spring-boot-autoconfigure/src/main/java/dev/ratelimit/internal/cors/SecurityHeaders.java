package dev.ratelimit.internal.cors;

import java.io.IOException;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.security.web.header.HeaderWriterFilter;

/**
 * The headers that Spring Security writes into its responses, for those that are made
 * ahead of it. Safe for use by many threads.
 */
public final class SecurityHeaders {

	private static final Log logger = LogFactory.getLog(SecurityHeaders.class);

	private final @Nullable SecurityChain chain;

	/**
	 * Headers in an application.
	 * @param context where Spring Security is found, when the first response is made
	 */
	public SecurityHeaders(ApplicationContext context) {
		this.chain = CorsLookup.SECURITY ? new SecurityChain(context) : null;
	}

	/**
	 * Writes the headers of the chain that would have handled the request, unless it is
	 * doing so.
	 * @param request the request
	 * @param response its response, not committed
	 */
	public void write(HttpServletRequest request, HttpServletResponse response) {
		if (this.chain == null) {
			return;
		}
		try {
			HttpServletRequest asked = new UntouchedRequest(request);
			for (Filter filter : this.chain.filters(asked)) {
				if (filter instanceof HeaderWriterFilter) {
					filter.doFilter(asked, response, (passed, answered) -> {
						// Only its headers are wanted
					});
				}
			}
		}
		catch (IOException | ServletException | RuntimeException ex) {
			logger.debug("No headers of Spring Security for a refused request", ex);
		}
	}

}
