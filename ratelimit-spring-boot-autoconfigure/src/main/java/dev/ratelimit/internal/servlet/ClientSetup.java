package dev.ratelimit.internal.servlet;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.internal.address.ForwardHeaders;
import dev.ratelimit.internal.address.ForwardedAddressResolver;
import dev.ratelimit.internal.check.UnlimitedCalls;
import dev.ratelimit.internal.servlet.ApplicationFilters.Registered;
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

	private static final String PROXIES = "ratelimit.web.trusted-proxies";

	private static final String REMEDY = "Set server.forward-headers-strategy to none, and list your proxies in "
			+ PROXIES;

	private final ApplicationContext context;

	private final ClientAddressResolver resolver;

	private final String header;

	private final boolean trusting;

	private final UnlimitedCalls unlimited;

	/**
	 * A check of an application.
	 * @param context the application
	 * @param resolver resolves addresses; one of the application's is not checked
	 * @param header the header that proxies name clients in
	 * @param trusting whether some proxy is believed
	 * @param unlimited takes the reports
	 */
	public ClientSetup(ApplicationContext context, ClientAddressResolver resolver, String header, boolean trusting,
			UnlimitedCalls unlimited) {
		this.context = context;
		this.resolver = resolver;
		this.header = header;
		this.trusting = trusting;
		this.unlimited = unlimited;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.resolver instanceof ForwardedAddressResolver) {
			check();
		}
	}

	private void check() {
		new ApplicationFilters(this.context).all()
			.stream()
			.filter((each) -> each.filter() instanceof ForwardedHeaderFilter)
			.forEach(this::report);
		String forgeable = ForwardHeaders.forgeable(this.context.getEnvironment(), onTomcat());
		if (forgeable != null) {
			this.unlimited.report(PROXIES, forgeable + ", so a client can make up a new one for every call", REMEDY);
		}
		if (!this.trusting && !this.header.equalsIgnoreCase("X-Forwarded-For")) {
			this.unlimited.report("ratelimit.web.client-address-header",
					"%s is never read, as %s is empty".formatted(this.header, PROXIES),
					"List the proxies that write it there, as CIDR blocks");
		}
	}

	private void report(Registered filter) {
		String problem = "the filter '%s' (%s) believes the leftmost address of X-Forwarded-For, whoever wrote it"
			.formatted(filter.bean(), filter.filter().getClass().getName());
		if (this.trusting) {
			throw new InvalidConfigurationException(PROXIES, "not together with ForwardedHeaderFilter: " + problem,
					"Remove the filter; addresses are then read from the trusted proxies only");
		}
		this.unlimited.report(PROXIES, problem + ", so a client can make up a new one for every call", REMEDY);
	}

	private boolean onTomcat() {
		return ClassUtils.isPresent("org.apache.catalina.startup.Tomcat", this.context.getClassLoader())
				&& !this.context.containsBean("jettyServletWebServerFactory")
				&& !this.context.containsBean("undertowServletWebServerFactory");
	}

}
