package dev.ratelimit.internal.changes;

import dev.ratelimit.internal.check.Mistakes;
import dev.ratelimit.internal.properties.BoundProperties;
import dev.ratelimit.internal.properties.PropertyNameCheck;
import dev.ratelimit.internal.properties.RateLimitProperties;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationEvent;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.core.ResolvableType;
import org.springframework.core.env.Environment;

/**
 * Binds the limits anew when Spring Cloud says that the environment has changed. The
 * event is known by its name, so that nothing depends on a version of Spring Cloud.
 */
public final class ConfigurationRefresh implements GenericApplicationListener {

	private static final String EVENT = "org.springframework.cloud.context.environment.EnvironmentChangeEvent";

	private final ObjectProvider<LimitsInForce> limits;

	private final Environment environment;

	public ConfigurationRefresh(ObjectProvider<LimitsInForce> limits, Environment environment) {
		this.limits = limits;
		this.environment = environment;
	}

	@Override
	public boolean supportsEventType(ResolvableType type) {
		return type.toClass().getName().equals(EVENT);
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		this.limits.getObject().refresh(this::bound);
	}

	/** With the checks of the start. */
	private RateLimitProperties bound() {
		Mistakes mistakes = new Mistakes();
		new PropertyNameCheck(this.environment, mistakes).check();
		RateLimitProperties properties = BoundProperties.of(this.environment, mistakes);
		mistakes.throwIfAny();
		return properties;
	}

}
