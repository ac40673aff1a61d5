package dev.ratelimit.internal.cors;

import java.util.List;
import java.util.Map;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.context.ApplicationContext;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;

/**
 * The application's {@link CorsConfigurationSource} beans: the one of the usual name, or
 * all in order.
 */
final class CorsSourceBeans implements CorsConfigurationSource {

	private static final String USUAL_NAME = "corsConfigurationSource";

	private final List<CorsConfigurationSource> sources;

	CorsSourceBeans(ApplicationContext context) {
		Map<String, CorsConfigurationSource> beans = BeanFactoryUtils.beansOfTypeIncludingAncestors(context,
				CorsConfigurationSource.class, true, false);
		// MVC's own: a look-up of the mappings, and handlers that speak for themselves
		beans.remove("mvcHandlerMappingIntrospector");
		CorsConfigurationSource named = beans.get(USUAL_NAME);
		this.sources = (named != null) ? List.of(named)
				: context.getBeanProvider(CorsConfigurationSource.class)
					.orderedStream()
					.filter((bean) -> beans.containsValue(bean) && !(bean instanceof HttpRequestHandler))
					.toList();
	}

	@Override
	public @Nullable CorsConfiguration getCorsConfiguration(HttpServletRequest request) {
		for (CorsConfigurationSource source : this.sources) {
			CorsConfiguration configuration = source.getCorsConfiguration(request);
			if (configuration != null) {
				return configuration;
			}
		}
		return null;
	}

}
