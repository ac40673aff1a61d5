package dev.ratelimit.internal.cors;

import java.io.IOException;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.debug.DebugFilter;
import org.springframework.security.web.header.HeaderWriterFilter;
import org.springframework.util.function.SingletonSupplier;

/**
 * The filters in which Spring Security handles a request.
 */
final class SecurityFilters {

	private static final String BEAN = "springSecurityFilterChain";

	private final SingletonSupplier<FilterChainProxy> security;

	SecurityFilters(ApplicationContext context) {
		this.security = SingletonSupplier
			.ofNullable(() -> context.containsBean(BEAN) ? proxy(context.getBean(BEAN)) : null);
	}

	private static @Nullable FilterChainProxy proxy(Object bean) {
		if (bean instanceof DebugFilter debug) {
			return debug.getFilterChainProxy();
		}
		return (bean instanceof FilterChainProxy proxy) ? proxy : null;
	}

	/**
	 * Has the filters of a type write what they have for a request: those of the first
	 * chain that matches it.
	 */
	void ask(Class<? extends Filter> type, HttpServletRequest request, HttpServletResponse response)
			throws IOException, ServletException {
		FilterChainProxy proxy = this.security.get();
		if (proxy == null) {
			return;
		}
		for (SecurityFilterChain chain : proxy.getFilterChains()) {
			if (chain.matches(request)) {
				for (Filter filter : chain.getFilters()) {
					if (type.isInstance(filter)) {
						CorsFilters.ask(filter, request, response);
					}
				}
				return;
			}
		}
	}

	/** Writes the headers that Security writes into its responses. */
	void writeHeaders(HttpServletRequest request, HttpServletResponse response) throws IOException, ServletException {
		ask(HeaderWriterFilter.class, request, response);
	}

}
