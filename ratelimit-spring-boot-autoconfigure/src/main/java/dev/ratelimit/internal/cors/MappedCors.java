package dev.ratelimit.internal.cors;

import java.util.List;

import jakarta.servlet.http.HttpServletRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * The CORS configuration that MVC's mappings have for a request, {@code @CrossOrigin}
 * included: they put it at the head of the handler's interceptors.
 */
final class MappedCors implements CorsConfigurationSource {

	private static final Log logger = LogFactory.getLog(MappedCors.class);

	private final List<HandlerMapping> mappings;

	MappedCors(ApplicationContext context) {
		this.mappings = context.getBeanProvider(HandlerMapping.class).orderedStream().toList();
	}

	@Override
	public @Nullable CorsConfiguration getCorsConfiguration(HttpServletRequest request) {
		try {
			ServletRequestPathUtils.parseAndCache(request);
			for (HandlerMapping mapping : this.mappings) {
				HandlerExecutionChain chain = mapping.getHandler(request);
				if (chain != null) {
					return configuration(chain, request);
				}
			}
		}
		catch (Exception ex) {
			logger.debug("No handler, so no CORS configuration", ex);
		}
		return null;
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
