package dev.ratelimit.sample.playground;

import dev.ratelimit.Limit;
import dev.ratelimit.LimitResolver;
import org.jspecify.annotations.Nullable;

import org.springframework.stereotype.Component;

/**
 * Puts the keys of the playground on the limits that were chosen there, as a resolver
 * elsewhere puts customers on their plans.
 */
@Component
class ChosenLimits implements LimitResolver {

	@Override
	public @Nullable Limit resolve(Limit configured, String key) {
		if (!configured.name().startsWith("playground-")) {
			return null;
		}
		Choice choice = Choice.of(key);
		return (choice != null) ? choice.applyTo(configured) : null;
	}

}
