package dev.ratelimit.internal.servlet;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * The CORS configuration that MVC's mappings have for a request, {@code @CrossOrigin}
 * included: they put it at the head of the handler's interceptors.
 */
final class MappedCorsConfigurationSource implements CorsConfigurationSource {

	private static final Log logger = LogFactory.getLog(MappedCorsConfigurationSource.class);

	private final SingletonSupplier<List<HandlerMapping>> mappings;

	MappedCorsConfigurationSource(ObjectProvider<HandlerMapping> mappings) {
		this.mappings = SingletonSupplier.of(() -> mappings.orderedStream().toList());
	}

	@Override
	public @Nullable CorsConfiguration getCorsConfiguration(HttpServletRequest request) {
		HttpServletRequest asked = new AttributesKeepingRequest(request);
		try {
			ServletRequestPathUtils.parseAndCache(asked);
			for (HandlerMapping mapping : this.mappings.obtain()) {
				HandlerExecutionChain chain = mapping.getHandler(asked);
				if (chain != null) {
					return configuration(chain, asked);
				}
			}
		}
		catch (Exception ex) {
			logger.debug("No handler, so no CORS configuration, for a refused request", ex);
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

	/** Mappings leave attributes behind, which must not reach whoever handles the 429. */
	private static final class AttributesKeepingRequest extends HttpServletRequestWrapper {

		private final Map<String, @Nullable Object> own = new HashMap<>();

		AttributesKeepingRequest(HttpServletRequest request) {
			super(request);
		}

		@Override
		public @Nullable Object getAttribute(String name) {
			return this.own.containsKey(name) ? this.own.get(name) : super.getAttribute(name);
		}

		@Override
		public void setAttribute(String name, @Nullable Object value) {
			this.own.put(name, value);
		}

		@Override
		public void removeAttribute(String name) {
			this.own.put(name, null);
		}

	}

}
