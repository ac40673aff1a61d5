package dev.ratelimit.internal.servlet;

import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

import jakarta.servlet.Filter;

import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.core.annotation.AnnotationAwareOrderComparator;

/**
 * The filters of an application, as beans and as registrations.
 */
final class ApplicationFilters {

	private final List<Registered> filters = new ArrayList<>();

	ApplicationFilters(ApplicationContext context) {
		Map<Filter, Boolean> registered = new IdentityHashMap<>();
		context.getBeansOfType(FilterRegistrationBean.class, false, false).forEach((name, registration) -> {
			if (registration.getFilter() != null) {
				registered.put(registration.getFilter(), true);
				if (registration.isEnabled()) {
					this.filters.add(new Registered(name, registration.getFilter(), registration.getOrder()));
				}
			}
		});
		context.getBeansOfType(Filter.class, false, false).forEach((name, filter) -> {
			if (registered.put(filter, true) == null) {
				this.filters.add(new Registered(name, filter, Order.INSTANCE.of(filter)));
			}
		});
	}

	List<Registered> all() {
		return this.filters;
	}

	/**
	 * A filter.
	 *
	 * @param bean the name of the bean that it is or that registers it
	 * @param filter the filter
	 * @param order its place among the others
	 */
	record Registered(String bean, Filter filter, int order) {

		/** Whether the application brings it, not a framework. */
		boolean isOwn() {
			String type = this.filter.getClass().getName();
			return !type.startsWith("org.springframework.") && !type.startsWith("dev.ratelimit.internal.")
					&& !type.startsWith("io.micrometer.");
		}

	}

	/** As Spring Boot orders filters that are beans. */
	private static final class Order extends AnnotationAwareOrderComparator {

		private static final Order INSTANCE = new Order();

		int of(Filter filter) {
			return getOrder(filter);
		}

	}

}
