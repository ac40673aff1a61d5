package dev.ratelimit.internal.cors;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;

import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.web.servlet.AbstractFilterRegistrationBean;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.web.filter.CorsFilter;

/**
 * The application's {@link CorsFilter}s: as beans, for every path, and as registrations,
 * for the paths that they name.
 */
final class CorsFilters implements CorsLookup.Source {

	private final List<Registered> filters;

	CorsFilters(ApplicationContext context) {
		List<Registered> filters = new ArrayList<>();
		context.getBeanProvider(FilterRegistrationBean.class)
			.orderedStream()
			.filter((registration) -> registration.getFilter() instanceof CorsFilter)
			.forEach((registration) -> filters.add(Registered.of(registration)));
		context.getBeanProvider(CorsFilter.class)
			.orderedStream()
			.filter((filter) -> filters.stream().noneMatch((registered) -> registered.filter() == filter))
			.forEach((filter) -> filters.add(new Registered(filter, List.of("/*"))));
		this.filters = List.copyOf(filters);
	}

	@Override
	public void answer(HttpServletRequest request, CorsAnswer answer) throws IOException, ServletException {
		for (Registered registered : this.filters) {
			if (registered.concerns(request) && !answer.isGiven()) {
				ask(registered.filter(), request, answer);
			}
		}
	}

	static void ask(Filter filter, HttpServletRequest request, HttpServletResponse answer)
			throws IOException, ServletException {
		filter.doFilter(request, answer, (passed, answered) -> {
			// Only its headers are wanted
		});
	}

	/**
	 * A filter and the URL patterns of servlets that it is registered for.
	 *
	 * @param filter the filter
	 * @param patterns such as {@code /*}; none if it is switched off or only for servlets
	 * by name
	 */
	private record Registered(Filter filter, Collection<String> patterns) {

		static Registered of(AbstractFilterRegistrationBean<?> registration) {
			Collection<String> patterns = registration.getUrlPatterns();
			boolean all = patterns.isEmpty() && registration.getServletNames().isEmpty()
					&& registration.getServletRegistrationBeans().isEmpty();
			return new Registered(Objects.requireNonNull(registration.getFilter()),
					!registration.isEnabled() ? List.of() : all ? List.of("/*") : patterns);
		}

		boolean concerns(HttpServletRequest request) {
			String path = request.getServletPath() + Objects.requireNonNullElse(request.getPathInfo(), "");
			return this.patterns.stream().anyMatch((pattern) -> matches(pattern, path));
		}

		private static boolean matches(String pattern, String path) {
			if (pattern.endsWith("/*")) {
				String prefix = pattern.substring(0, pattern.length() - 2);
				return path.equals(prefix) || path.startsWith(prefix + "/");
			}
			return pattern.startsWith("*.") ? path.endsWith(pattern.substring(1)) : path.equals(pattern);
		}

	}

}
