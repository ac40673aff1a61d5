package dev.ratelimit.requests;

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

	private String other = "";

	@Override
	public void setEnvironment(Environment environment) {
		boolean jetty = environment.getProperty("test.server", "tomcat").equals("jetty");
		this.other = "org.springframework.boot." + (jetty ? "tomcat" : "jetty") + ".autoconfigure.";
	}

	@Override
	public boolean[] match(@Nullable String[] classes, AutoConfigurationMetadata metadata) {
		boolean[] kept = new boolean[classes.length];
		for (int i = 0; i < classes.length; i++) {
			String type = classes[i];
			kept[i] = type == null || !type.startsWith(this.other);
		}
		return kept;
	}

}
