package dev.ratelimit.autoconfigure;

import dev.ratelimit.internal.method.LimitedChildContext;
import dev.ratelimit.internal.servlet.ChildContexts;
import dev.ratelimit.internal.servlet.MvcDestinations;
import dev.ratelimit.internal.servlet.MvcRefusalHandler;
import dev.ratelimit.internal.servlet.ProblemRefusalHandler;
import dev.ratelimit.internal.servlet.RoutedRefusals;

import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.context.request.RequestContextListener;
import org.springframework.web.filter.RequestContextFilter;

/**
 * How refused requests are answered in servlet applications.
 */
final class WebRefusalConfigurations {

	/** The order that Spring Boot gives this filter: ahead of Spring Security. */
	private static final int REQUEST_CONTEXT_ORDER = -105;

	/**
	 * Refusals where there is Spring MVC.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.springframework.web.servlet.HandlerExceptionResolver")
	static class Mvc {

		@Bean("dev.ratelimit.routedRefusals")
		static RoutedRefusals rateLimitRoutedRefusals() {
			return new RoutedRefusals();
		}

		@Bean("dev.ratelimit.childContexts")
		ChildContexts rateLimitChildContexts() {
			return new ChildContexts(LimitedChildContext.class);
		}

		@Bean("dev.ratelimit.destinations")
		MvcDestinations rateLimitDestinations(ApplicationContext context) {
			return new MvcDestinations(context);
		}

		@Bean("dev.ratelimit.refusalHandler")
		MvcRefusalHandler rateLimitRefusalHandler(ApplicationContext context) {
			return new MvcRefusalHandler(context);
		}

	}

	/**
	 * What Spring MVC would have brought.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("org.springframework.web.servlet.HandlerExceptionResolver")
	static class Plain {

		@Bean("dev.ratelimit.refusalHandler")
		ProblemRefusalHandler rateLimitRefusalHandler(ApplicationContext context) {
			return new ProblemRefusalHandler(context);
		}

		/** Lets annotated methods see the request. */
		@Bean("dev.ratelimit.requestContextFilter")
		@ConditionalOnMissingBean({ RequestContextFilter.class, RequestContextListener.class })
		FilterRegistrationBean<RequestContextFilter> rateLimitRequestContextFilter() {
			FilterRegistrationBean<RequestContextFilter> filter = new FilterRegistrationBean<>(
					new RequestContextFilter());
			filter.setOrder(REQUEST_CONTEXT_ORDER);
			return filter;
		}

	}

}
