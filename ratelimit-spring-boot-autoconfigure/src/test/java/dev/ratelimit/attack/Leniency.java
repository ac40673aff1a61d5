package dev.ratelimit.attack;

import java.util.Arrays;

import org.eclipse.jetty.ee11.webapp.WebAppContext;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.server.HttpConfiguration;

import org.springframework.boot.jetty.servlet.JettyServletWebServerFactory;
import org.springframework.boot.tomcat.servlet.TomcatServletWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.core.env.Environment;

/**
 * Servers as lenient as they can be made, where the property {@code lenient} says how
 * Tomcat takes an encoded slash; any other value is enough for Jetty.
 */
class Leniency {

	@Bean
	WebServerFactoryCustomizer<TomcatServletWebServerFactory> lenientTomcat(Environment environment) {
		String solidus = environment.getProperty("lenient", "");
		return (factory) -> factory.addConnectorCustomizers((connector) -> {
			if (!solidus.isEmpty()) {
				connector.setEncodedSolidusHandling(solidus);
				connector.setEncodedReverseSolidusHandling(solidus);
				connector.setAllowBackslash(true);
				connector.setProperty("rejectIllegalHeader", "false");
				connector.setProperty("relaxedPathChars", "\"<>[\\]^`{|}");
				connector.setProperty("relaxedQueryChars", "\"<>[\\]^`{|}");
				connector.setAllowTrace(true);
			}
		});
	}

	@Bean
	WebServerFactoryCustomizer<JettyServletWebServerFactory> lenientJetty(Environment environment) {
		String lenient = environment.getProperty("lenient", "");
		return (factory) -> factory.addServerCustomizers((server) -> {
			if (!lenient.isEmpty()) {
				Arrays.stream(server.getConnectors())
					.flatMap((connector) -> connector.getConnectionFactories().stream())
					.filter(HttpConfiguration.ConnectionFactory.class::isInstance)
					.map(HttpConfiguration.ConnectionFactory.class::cast)
					.forEach((connection) -> connection.getHttpConfiguration().setUriCompliance(UriCompliance.UNSAFE));
				server.getDescendants(WebAppContext.class)
					.forEach((context) -> context.getServletHandler().setDecodeAmbiguousURIs(true));
			}
		});
	}

}
