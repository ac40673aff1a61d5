package dev.ratelimit.internal.servlet;

import dev.ratelimit.internal.address.AddressSetup;
import dev.ratelimit.web.ClientAddressResolver;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationContext;
import org.springframework.util.ClassUtils;
import org.springframework.web.filter.ForwardedHeaderFilter;

/**
 * Reports, at start-up, where clients can make up their addresses, and headers that are
 * never read.
 */
public final class ClientSetup implements SmartInitializingSingleton {

	private final ApplicationContext context;

	private final ClientAddressResolver resolver;

	private final AddressSetup setup;

	/**
	 * A check of an application.
	 * @param context the application
	 * @param resolver resolves addresses; one of the application's is not checked
	 * @param setup what is checked
	 */
	public ClientSetup(ApplicationContext context, ClientAddressResolver resolver, AddressSetup setup) {
		this.context = context;
		this.resolver = resolver;
		this.setup = setup;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.resolver instanceof ForwardedAddressResolver) {
			new ApplicationFilters(this.context).all()
				.stream()
				.filter((each) -> each.filter() instanceof ForwardedHeaderFilter)
				.forEach((each) -> this.setup.believes(each.bean(), each.filter().getClass()));
			this.setup.check(onTomcat());
		}
	}

	private boolean onTomcat() {
		return ClassUtils.isPresent("org.apache.catalina.startup.Tomcat", this.context.getClassLoader())
				&& !this.context.containsBean("jettyServletWebServerFactory")
				&& !this.context.containsBean("undertowServletWebServerFactory");
	}

}
