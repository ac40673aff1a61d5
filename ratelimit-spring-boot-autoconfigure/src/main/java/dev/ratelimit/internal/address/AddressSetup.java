package dev.ratelimit.internal.address;

import java.util.List;

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
 * @param trusted the blocks of the proxies that are believed
 * @param unlimited takes the reports
 */
public record AddressSetup(Environment environment, String header, List<String> trusted, UnlimitedCalls unlimited) {

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
		for (int i = 0; i < this.trusted.size(); i++) {
			String block = this.trusted.get(i);
			String where = "%s[%d]".formatted(PROXIES, i);
			if (this.unlimited.read(() -> AddressBlock.parse(where, block).isEverybody(), false)) {
				this.unlimited.report(where,
						"'%s' believes every sender's address, so a client can make up a new one for every call"
							.formatted(block),
						"List the blocks of your proxies only, such as 10.0.0.0/8");
			}
		}
		if (this.trusted.isEmpty() && !this.header.equalsIgnoreCase("X-Forwarded-For")) {
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
		if (!this.trusted.isEmpty()) {
			this.unlimited.fail(new InvalidConfigurationException(PROXIES,
					"not together with %s: %s".formatted(type.getSimpleName(), problem),
					"Remove the filter; addresses are then read from the trusted proxies only"));
			return;
		}
		this.unlimited.report(PROXIES, problem + ", so a client can make up a new one for every call", REMEDY);
	}

}
