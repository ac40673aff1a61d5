package dev.ratelimit.internal.cors;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.servlet.HandlerExecutionChain;

/**
 * The CORS configuration that MVC's mappings have for a request, {@code @CrossOrigin}
 * included: they put it at the head of the handler's interceptors.
 */
final class MappedCors implements CorsConfigurationSource {

	private static final Log logger = LogFactory.getLog(MappedCors.class);

	private final MvcHandlers handlers;

	MappedCors(ApplicationContext context) {
		this.handlers = new MvcHandlers(context);
	}

	@Override
	public @Nullable CorsConfiguration getCorsConfiguration(HttpServletRequest request) {
		try {
			HandlerExecutionChain chain = this.handlers.of(request);
			return (chain != null) ? configuration(chain, request) : null;
		}
		catch (Exception ex) {
			logger.debug("No handler, so no CORS configuration", ex);
			return null;
		}
	}

	private static @Nullable CorsConfiguration configuration(HandlerExecutionChain chain, HttpServletRequest request) {
		for (Object interceptor : chain.getInterceptorList()) {
			if (interceptor instanceof CorsConfigurationSource source) {
				return source.getCorsConfiguration(request);
			}
		}
		return (chain.getHandler() instanceof CorsConfigurationSource source) ? source.getCorsConfiguration(request)
				: null;
	}

}
