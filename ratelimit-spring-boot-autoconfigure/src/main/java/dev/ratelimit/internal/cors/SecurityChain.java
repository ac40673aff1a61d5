package dev.ratelimit.internal.cors;

import java.util.List;

import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.debug.DebugFilter;
import org.springframework.util.function.SingletonSupplier;

/**
 * The filters in which Spring Security handles a request.
 */
final class SecurityChain {

	private static final String BEAN = "springSecurityFilterChain";

	private final SingletonSupplier<FilterChainProxy> security;

	SecurityChain(ApplicationContext context) {
		this.security = SingletonSupplier
			.ofNullable(() -> context.containsBean(BEAN) ? proxy(context.getBean(BEAN)) : null);
	}

	private static @Nullable FilterChainProxy proxy(Object bean) {
		if (bean instanceof DebugFilter debug) {
			return debug.getFilterChainProxy();
		}
		return (bean instanceof FilterChainProxy proxy) ? proxy : null;
	}

	/** Of the first chain that matches the request, none if there is none. */
	List<Filter> filters(HttpServletRequest request) {
		FilterChainProxy proxy = this.security.get();
		if (proxy != null) {
			for (SecurityFilterChain chain : proxy.getFilterChains()) {
				if (chain.matches(request)) {
					return chain.getFilters();
				}
			}
		}
		return List.of();
	}

}
