package dev.ratelimit.internal.servlet;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

import dev.ratelimit.internal.http.ApplicationFilter;
import jakarta.servlet.Filter;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;

/**
 * The filters of an application, as beans and as registrations.
 */
final class ApplicationFilters {

	private final List<ApplicationFilter> filters = new ArrayList<>();

	ApplicationFilters(ApplicationContext context) {
		Map<Filter, Boolean> registered = new IdentityHashMap<>();
		context.getBeansOfType(FilterRegistrationBean.class, false, false).forEach((name, registration) -> {
			if (registration.getFilter() != null) {
				registered.put(registration.getFilter(), true);
				if (registration.isEnabled()) {
					this.filters
						.add(new ApplicationFilter(name, registration.getFilter().getClass(), registration.getOrder()));
				}
			}
		});
		context.getBeansOfType(Filter.class, false, false).forEach((name, filter) -> {
			if (registered.put(filter, true) == null) {
				this.filters.add(new ApplicationFilter(name, filter.getClass(), Order.INSTANCE.of(filter)));
			}
		});
	}

	List<ApplicationFilter> all() {
		return this.filters;
	}

	/** As Spring Boot orders filters that are beans. */
	private static final class Order extends AnnotationAwareOrderComparator {

		private static final Order INSTANCE = new Order();

		int of(Filter filter) {
			return getOrder(filter);
		}

	}

}
