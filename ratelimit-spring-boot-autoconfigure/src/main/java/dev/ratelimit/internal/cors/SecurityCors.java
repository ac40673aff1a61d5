package dev.ratelimit.internal.cors;

import java.io.IOException;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.context.ApplicationContext;
import org.springframework.web.filter.CorsFilter;

/**
 * The {@link CorsFilter} of the chain in which Spring Security handles a request.
 */
final class SecurityCors implements CorsLookup.Source {

	private final SecurityChain chain;

	SecurityCors(ApplicationContext context) {
		this.chain = new SecurityChain(context);
	}

	@Override
	public void answer(HttpServletRequest request, CorsAnswer answer) throws IOException, ServletException {
		for (Filter filter : this.chain.filters(request)) {
			if (filter instanceof CorsFilter) {
				CorsFilters.ask(filter, request, answer);
			}
		}
	}

}
