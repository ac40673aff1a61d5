package dev.ratelimit.internal.address;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.internal.check.UnlimitedCalls;
import org.jspecify.annotations.Nullable;

import org.springframework.core.env.Environment;

/**
 * Reports, at start-up, where clients can make up their addresses, and headers that are
 * never read.
 *
 * @param environment the application's
 * @param header the header that proxies name clients in
 * @param trusting whether some proxy is believed
 * @param unlimited takes the reports
 */
public record AddressSetup(Environment environment, String header, boolean trusting, UnlimitedCalls unlimited) {

	private static final String PROXIES = "ratelimit.web.trusted-proxies";

	private static final String REMEDY = "Set server.forward-headers-strategy to none, and list your proxies in "
			+ PROXIES;

	/**
	 * Checks what the server does.
	 * @param tomcat whether it is Tomcat
	 */
	public void check(boolean tomcat) {
		@Nullable String forgeable = ForwardHeaders.forgeable(this.environment, tomcat);
		if (forgeable != null) {
			this.unlimited.report(PROXIES, forgeable + ", so a client can make up a new one for every call", REMEDY);
		}
		if (!this.trusting && !this.header.equalsIgnoreCase("X-Forwarded-For")) {
			this.unlimited.report("ratelimit.web.client-address-header",
					"%s is never read, as %s is empty".formatted(this.header, PROXIES),
					"List the proxies that write it there, as CIDR blocks");
		}
	}

	/**
	 * Reports what believes whatever a client writes into X-Forwarded-For.
	 * @param bean the bean's name
	 * @param type its kind, such as {@code ForwardedHeaderFilter}
	 * @throws InvalidConfigurationException if it keeps trusted proxies from being read
	 */
	public void believes(String bean, Class<?> type) {
		String problem = "the filter '%s' (%s) believes the leftmost address of X-Forwarded-For, whoever wrote it"
			.formatted(bean, type.getName());
		if (this.trusting) {
			throw new InvalidConfigurationException(PROXIES,
					"not together with %s: %s".formatted(type.getSimpleName(), problem),
					"Remove the filter; addresses are then read from the trusted proxies only");
		}
		this.unlimited.report(PROXIES, problem + ", so a client can make up a new one for every call", REMEDY);
	}

}
