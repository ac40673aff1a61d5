package dev.ratelimit.internal.changes;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.check.Mistakes;
import dev.ratelimit.internal.properties.ConfiguredRules;
import dev.ratelimit.internal.properties.LimitProperties;
import dev.ratelimit.internal.properties.RateLimitProperties;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * What a refresh of the configuration can change, and what takes a restart.
 */
final class RefreshCheck {

	private static final Log logger = LogFactory.getLog(RefreshCheck.class);

	private RefreshCheck() {
	}

	/**
	 * Checks that there are the same limits with the same algorithms.
	 * @throws InvalidConfigurationException if there are not
	 */
	static void limits(Map<String, Limit> before, List<Limit> after) {
		List<String> names = after.stream().map(Limit::name).toList();
		for (Limit limit : after) {
			Limit old = before.get(limit.name());
			if (old == null) {
				throw restart(limit.name(), "the limit was added");
			}
			if (old.algorithm() != limit.algorithm()) {
				throw restart(limit.name() + ".algorithm",
						"it was changed from '%s' to '%s'".formatted(old.algorithm().id(), limit.algorithm().id()));
			}
		}
		before.keySet().stream().filter((name) -> !names.contains(name)).findFirst().ifPresent((name) -> {
			throw restart(name, "the limit was removed");
		});
	}

	private static InvalidConfigurationException restart(String where, String problem) {
		return new InvalidConfigurationException("ratelimit.limits." + where,
				problem + ", which only a restart can apply", "Restart the application, or change it back");
	}

	/** Says what else was changed, and is not applied. */
	static void rest(RateLimitProperties before, ConfiguredRules rulesBefore, RateLimitProperties after,
			ConfiguredRules rulesAfter) {
		warn("enabled", before.enabled(), after.enabled());
		warn("store", before.store(), after.store());
		warn("web", List.of(before.web(), rulesBefore), List.of(after.web(), rulesAfter));
		warn("messaging", before.messaging(), after.messaging());
		warn("cache", before.cache(), after.cache());
		warn("redis", before.redis(), after.redis());
		warn("hash-secret", before.hashSecret(), after.hashSecret());
		warn("fail-on-unlimited", before.failOnUnlimited(), after.failOnUnlimited());
		before.limits().forEach((name, old) -> {
			LimitProperties limit = after.limits().getOrDefault(name, old);
			warn("limits.%s.key".formatted(name), old.key(), limit.key());
			warn("limits.%s.plan".formatted(name), old.plan(), limit.plan());
			warn("limits.%s.on-failure".formatted(name), old.onFailure(), limit.onFailure());
		});
	}

	private static void warn(String property, @Nullable Object before, @Nullable Object after) {
		if (!Objects.equals(before, after)) {
			logger.warn("ratelimit.%s was changed in the configuration, which only a restart can apply; "
				.formatted(property) + "the terms of limits are applied");
		}
	}

	/** What is wrong, where, the bad value and what would be right, on one line. */
	static String text(Throwable failure) {
		for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
			if (cause instanceof InvalidConfigurationException invalid) {
				return Mistakes.in(invalid).map(Throwable::getMessage).collect(Collectors.joining("; "));
			}
		}
		return failure.toString().replaceAll("\\s+", " ");
	}

}
