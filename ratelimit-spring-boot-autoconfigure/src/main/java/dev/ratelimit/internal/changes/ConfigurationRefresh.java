package dev.ratelimit.internal.changes;

import java.util.concurrent.atomic.AtomicReference;

import dev.ratelimit.internal.check.Mistakes;
import dev.ratelimit.internal.properties.BoundProperties;
import dev.ratelimit.internal.properties.ConfiguredRules;
import dev.ratelimit.internal.properties.PropertyNameCheck;
import dev.ratelimit.internal.properties.RateLimitProperties;
import org.jspecify.annotations.Nullable;

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

	private final ObjectProvider<RateLimitProperties> properties;

	private final ObjectProvider<ConfiguredRules> rules;

	private final Environment environment;

	/**
	 * Binds anew. Everything is asked for only then, as listeners are created early.
	 * @param limits where limits are applied
	 * @param properties what was configured at the start
	 * @param rules the rules at the start
	 * @param environment what is configured now
	 */
	public ConfigurationRefresh(ObjectProvider<LimitsInForce> limits, ObjectProvider<RateLimitProperties> properties,
			ObjectProvider<ConfiguredRules> rules, Environment environment) {
		this.limits = limits;
		this.properties = properties;
		this.rules = rules;
		this.environment = environment;
	}

	@Override
	public boolean supportsEventType(ResolvableType type) {
		return type.toClass().getName().equals(EVENT);
	}

	@Override
	public void onApplicationEvent(ApplicationEvent event) {
		AtomicReference<@Nullable Bound> bound = new AtomicReference<>();
		boolean applied = this.limits.getObject().refresh(() -> {
			Bound now = bound();
			bound.set(now);
			return now.properties();
		});
		Bound after = bound.get();
		if (applied && after != null) {
			RefreshCheck.rest(this.properties.getObject(), this.rules.getObject(), after.properties(), after.rules());
		}
	}

	/** With the checks of the start. */
	private Bound bound() {
		Mistakes mistakes = new Mistakes();
		new PropertyNameCheck(this.environment, mistakes).check();
		RateLimitProperties properties = BoundProperties.of(this.environment, mistakes);
		ConfiguredRules rules = ConfiguredRules.of(this.environment, properties.web().rules(), mistakes);
		mistakes.throwIfAny();
		return new Bound(properties, rules);
	}

	private record Bound(RateLimitProperties properties, ConfiguredRules rules) {

	}

}
