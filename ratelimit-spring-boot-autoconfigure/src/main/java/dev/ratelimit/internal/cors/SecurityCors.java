package dev.ratelimit.internal.cors;

import java.io.IOException;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContext;
import org.springframework.security.web.FilterChainProxy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.filter.CorsFilter;

/**
 * The {@link CorsFilter} of the chain in which Spring Security handles a request.
 */
final class SecurityCors implements CorsLookup.Source {

	private final ObjectProvider<FilterChainProxy> security;

	SecurityCors(ApplicationContext context) {
		this.security = context.getBeanProvider(FilterChainProxy.class);
	}

	@Override
	public void answer(HttpServletRequest request, CorsAnswer answer) throws IOException, ServletException {
		FilterChainProxy proxy = this.security.getIfUnique();
		SecurityFilterChain chain = (proxy != null) ? proxy.getFilterChains()
			.stream()
			.filter((candidate) -> candidate.matches(request))
			.findFirst()
			.orElse(null) : null;
		if (chain != null) {
			for (Filter filter : chain.getFilters()) {
				if (filter instanceof CorsFilter) {
					CorsFilters.ask(filter, request, answer);
				}
			}
		}
	}

}
