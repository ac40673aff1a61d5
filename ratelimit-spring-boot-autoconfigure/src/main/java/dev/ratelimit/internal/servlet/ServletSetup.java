package dev.ratelimit.internal.servlet;

import dev.ratelimit.internal.address.AddressSetup;
import dev.ratelimit.internal.http.HandlerStatus;
import dev.ratelimit.internal.http.RuleSetup;
import dev.ratelimit.web.ClientAddressResolver;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationContext;
import org.springframework.util.ClassUtils;
import org.springframework.web.filter.ForwardedHeaderFilter;

/**
 * Reports, at start-up, where clients can make up their addresses, what keeps rules from
 * limiting what they seem to limit, and handlers that answer refused calls with 200.
 */
public final class ServletSetup implements SmartInitializingSingleton {

	private final ApplicationContext context;

	private final ClientAddressResolver resolver;

	private final AddressSetup addresses;

	private final RuleSetup rules;

	/**
	 * A check of an application.
	 * @param context the application
	 * @param resolver resolves addresses; one of the application's is not checked
	 * @param addresses what is checked of addresses
	 * @param rules what is checked of rules
	 */
	public ServletSetup(ApplicationContext context, ClientAddressResolver resolver, AddressSetup addresses,
			RuleSetup rules) {
		this.context = context;
		this.resolver = resolver;
		this.addresses = addresses;
		this.rules = rules;
	}

	@Override
	public void afterSingletonsInstantiated() {
		ApplicationFilters filters = new ApplicationFilters(this.context);
		if (this.resolver instanceof ForwardedAddressResolver) {
			filters.all()
				.stream()
				.filter((each) -> ForwardedHeaderFilter.class.isAssignableFrom(each.type()))
				.forEach((each) -> this.addresses.believes(each.bean(), each.type()));
			this.addresses.check(onTomcat());
		}
		this.rules.report(filters.all(), RateLimitFilter.class, this.context.containsBean("springSecurityFilterChain"));
		HandlerStatus.check(this.context);
	}

	private boolean onTomcat() {
		return ClassUtils.isPresent("org.apache.catalina.startup.Tomcat", this.context.getClassLoader())
				&& !this.context.containsBean("jettyServletWebServerFactory")
				&& !this.context.containsBean("undertowServletWebServerFactory");
	}

}
