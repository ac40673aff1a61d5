package dev.ratelimit.internal.reactive;

import java.util.ArrayList;
import java.util.List;

import dev.ratelimit.internal.address.AddressSetup;
import dev.ratelimit.internal.http.ApplicationFilter;
import dev.ratelimit.internal.http.HandlerStatus;
import dev.ratelimit.internal.http.RuleSetup;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.util.ClassUtils;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.adapter.ForwardedHeaderTransformer;

/**
 * Reports, at start-up, where clients can make up their addresses, what keeps rules from
 * limiting what they seem to limit, and handlers that answer refused calls with 200.
 */
public final class ReactiveSetup implements SmartInitializingSingleton {

	private final ApplicationContext context;

	private final AddressSetup addresses;

	private final RuleSetup rules;

	private final boolean security;

	/**
	 * A check of an application.
	 * @param context the application
	 * @param addresses what is checked of addresses
	 * @param rules what is checked of rules
	 * @param security whether there is Spring Security
	 */
	public ReactiveSetup(ApplicationContext context, AddressSetup addresses, RuleSetup rules, boolean security) {
		this.context = context;
		this.addresses = addresses;
		this.rules = rules;
		this.security = security;
	}

	@Override
	public void afterSingletonsInstantiated() {
		this.context.getBeansOfType(ForwardedHeaderTransformer.class, false, false)
			.forEach((name, transformer) -> this.addresses.believes(name, transformer.getClass()));
		this.addresses.check(onTomcat());
		List<ApplicationFilter> filters = new ArrayList<>();
		this.context.getBeansOfType(WebFilter.class, false, false)
			.forEach(
					(name, filter) -> filters.add(new ApplicationFilter(name, filter.getClass(), order(name, filter))));
		this.rules.report(filters, RateLimitWebFilter.class, this.security);
		HandlerStatus.check(this.context);
	}

	/** As WebFlux orders its filters. */
	private int order(String bean, WebFilter filter) {
		if (filter instanceof Ordered ordered) {
			return ordered.getOrder();
		}
		Order order = this.context.findAnnotationOnBean(bean, Order.class);
		return (order != null) ? order.value() : Ordered.LOWEST_PRECEDENCE;
	}

	private boolean onTomcat() {
		return ClassUtils.isPresent("org.apache.catalina.startup.Tomcat", this.context.getClassLoader())
				&& this.context.containsBean("tomcatReactiveWebServerFactory");
	}

}
