package dev.ratelimit.requests;

import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/**
 * Leaves one of the servers on the class path to Spring Boot: the one that the property
 * {@code test.server} names, else Tomcat.
 */
class ChosenServer implements AutoConfigurationImportFilter, EnvironmentAware {

	private static final List<String> SERVERS = List.of("tomcat", "jetty", "reactor.netty");

	private List<String> others = List.of();

	@Override
	public void setEnvironment(Environment environment) {
		String chosen = environment.getProperty("test.server", "tomcat");
		this.others = SERVERS.stream()
			.filter((server) -> !server.equals(chosen))
			.map("org.springframework.boot.%s.autoconfigure."::formatted)
			.toList();
	}

	@Override
	public boolean[] match(@Nullable String[] classes, AutoConfigurationMetadata metadata) {
		boolean[] kept = new boolean[classes.length];
		for (int i = 0; i < classes.length; i++) {
			String type = classes[i];
			kept[i] = type == null || this.others.stream().noneMatch(type::startsWith);
		}
		return kept;
	}

}
