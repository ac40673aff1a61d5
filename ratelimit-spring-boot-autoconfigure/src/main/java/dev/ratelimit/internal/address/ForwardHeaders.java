package dev.ratelimit.internal.address;

import java.util.List;
import java.util.Locale;

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

}
