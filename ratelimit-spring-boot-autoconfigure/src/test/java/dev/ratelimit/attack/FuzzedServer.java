package dev.ratelimit.attack;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Set;

import dev.ratelimit.requests.SpringSecurity;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.io.ByteArrayResource;

/**
 * The servers that are attacked, and how they are set up.
 */
enum FuzzedServer {

	PLAIN(false, "", "test.server=tomcat"),

	FORWARDED(true, "/app/mvc", "test.server=tomcat", "server.servlet.context-path=/app",
			"spring.mvc.servlet.path=/mvc", "spring.mvc.hiddenmethod.filter.enabled=true"),

	DECODING(false, "", "test.server=tomcat", "lenient=decode"),

	PASSING(true, "/app", "test.server=tomcat", "lenient=passthrough", "server.servlet.context-path=/app",
			"spring.threads.virtual.enabled=true"),

	JETTY(false, "", "test.server=jetty"),

	JETTY_LENIENT(true, "/app", "test.server=jetty", "lenient=true", "server.servlet.context-path=/app"),

	NETTY(false, "", "test.server=reactor.netty"),

	NETTY_FORWARDED(true, "/app", "test.server=reactor.netty", "spring.webflux.base-path=/app",
			"spring.webflux.hiddenmethod.filter.enabled=true"),

	REACTIVE_TOMCAT(true, "/app", "test.server=tomcat", "spring.webflux.base-path=/app");

	/** Whether the header is Forwarded, else X-Forwarded-For. */
	final boolean forwarded;

	/** Where the application's paths begin. */
	final String prefix;

	private final String[] properties;

	FuzzedServer(boolean forwarded, String prefix, String... properties) {
		this.forwarded = forwarded;
		this.prefix = prefix;
		this.properties = properties;
	}

	/** One of each kind, and all for long. */
	static Set<FuzzedServer> tried() {
		return PathFuzz.LONG ? EnumSet.allOf(FuzzedServer.class)
				: EnumSet.complementOf(EnumSet.of(JETTY_LENIENT, NETTY_FORWARDED));
	}

	/** Jetty never answers a CONNECT whose target is no path. */
	boolean answers(FuzzedRequest request) {
		return !name().startsWith(JETTY.name()) || !request.text().startsWith("CONNECT ")
				|| request.text().startsWith("CONNECT /");
	}

	private boolean isReactive() {
		return compareTo(NETTY) >= 0;
	}

	ConfigurableApplicationContext start(boolean limited) {
		return new SpringApplicationBuilder(FuzzedApplication.class)
			.web(isReactive() ? WebApplicationType.REACTIVE : WebApplicationType.SERVLET)
			.properties(this.properties)
			.properties("server.port=0", "spring.main.banner-mode=off",
					"logging.level.root=" + (PathFuzz.LONG ? "off" : "error"), "ratelimit.enabled=" + limited,
					"spring.autoconfigure.exclude=" + SpringSecurity.AUTO_CONFIGURATIONS)
			.initializers((context) -> yaml(context,
					FuzzedApplication.LIMITS.formatted(FuzzedApplication.METHODS, FuzzedClient.TRUSTED,
							this.forwarded ? "Forwarded" : "X-Forwarded-For",
							isReactive() ? "queryParams.getFirst" : "getParameter")))
			.run();
	}

	private static void yaml(ConfigurableApplicationContext context, String text) {
		try {
			new YamlPropertySourceLoader().load("fuzz", new ByteArrayResource(text.getBytes(StandardCharsets.UTF_8)))
				.forEach(context.getEnvironment().getPropertySources()::addLast);
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

}
