package dev.ratelimit.internal.address;

import java.util.List;
import java.util.Locale;

import dev.ratelimit.InvalidConfigurationException;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.cloud.CloudPlatform;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/**
 * Whether the server takes the client's address from a header before any filter runs.
 */
public final class ForwardHeaders {

	private static final String STRATEGY = "server.forward-headers-strategy";

	/** Each of them makes Tomcat read the header, whatever the strategy. */
	private static final List<String> TOMCAT = List.of("server.tomcat.remoteip.remote-ip-header",
			"server.tomcat.remoteip.protocol-header");

	private static final List<String> TOMCAT_TRUST = List.of("server.tomcat.remoteip.internal-proxies",
			"server.tomcat.remoteip.trusted-proxies");

	private ForwardHeaders() {
	}

	/**
	 * What makes the server do so.
	 * @return a property, or the platform on which Spring Boot does so unasked; null if
	 * nothing does
	 */
	public static @Nullable String readBefore(Environment environment) {
		String strategy = environment.getProperty(STRATEGY);
		if (strategy != null && !strategy.equalsIgnoreCase("none")) {
			return STRATEGY + "=" + strategy.toLowerCase(Locale.ROOT);
		}
		for (String property : TOMCAT) {
			if (StringUtils.hasText(environment.getProperty(property))) {
				return property;
			}
		}
		CloudPlatform platform = (strategy == null) ? CloudPlatform.getActive(environment) : null;
		return (platform != null && platform.isUsingForwardHeaders())
				? "the forward headers that Spring Boot has the server read on "
						+ platform.name().toLowerCase(Locale.ROOT).replace('_', '-')
				: null;
	}

	/**
	 * Checks that trusted proxies can be told, as the server has left their addresses.
	 * @param environment the application's
	 * @param trustedProxies as configured
	 * @throws InvalidConfigurationException if the server has replaced them
	 */
	public static void checkUnread(Environment environment, List<String> trustedProxies) {
		@Nullable String cause = trustedProxies.isEmpty() ? null : readBefore(environment);
		if (cause != null) {
			throw new InvalidConfigurationException("ratelimit.web.trusted-proxies",
					"not together with %s, which has replaced the proxy's address by the client's already"
						.formatted(cause),
					"Set server.forward-headers-strategy to none and no header under server.tomcat.remoteip; only where every client is behind the proxy, remove ratelimit.web.trusted-proxies instead");
		}
	}

	/**
	 * What makes the server believe an address that a client can write itself.
	 * @param environment the application's
	 * @param tomcat whether the server is Tomcat, which reads the header from the right
	 * and trusts private networks only, unless told otherwise
	 * @return why, for a message; null if nothing does
	 */
	public static @Nullable String forgeable(Environment environment, boolean tomcat) {
		String cause = readBefore(environment);
		if (cause == null || cause.endsWith("=framework")) {
			return null;
		}
		if (!tomcat) {
			return cause + " has the server believe the leftmost address of X-Forwarded-For";
		}
		for (String property : TOMCAT_TRUST) {
			String trusted = environment.getProperty(property, "");
			if (trusted.contains(".*") || trusted.contains("/0")) {
				return "%s=%s believes every address in X-Forwarded-For".formatted(property, trusted);
			}
		}
		return null;
	}

}
