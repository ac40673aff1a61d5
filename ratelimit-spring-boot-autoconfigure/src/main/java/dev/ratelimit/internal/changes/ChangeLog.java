package dev.ratelimit.internal.changes;

import java.util.List;
import java.util.Map;

import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiterRegistry;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Logs each change of a limit, with what is in force from then on.
 *
 * @param registry the limits in force
 * @param masked hides keys in messages
 */
record ChangeLog(RateLimiterRegistry registry, MaskedMessages masked) {

	private static final Log logger = LogFactory.getLog(LimitsInForce.class);

	private @Nullable Limit now(String limit) {
		return this.registry.limits().get(limit);
	}

	void changed(String limit, @Nullable Limit before) {
		logger.info("Limit '%s' changed at run time: %s, before %s".formatted(limit, now(limit), before));
	}

	void takenBack(String limit, LimitChange change) {
		logger.info("Limit '%s' is as configured again: %s, changed at run time since %s".formatted(limit, now(limit),
				change.since()));
	}

	void configured(List<Limit> limits, Map<String, Limit> before) {
		limits.forEach((limit) -> {
			if (!limit.equals(before.get(limit.name()))) {
				logger.info("Limit '%s' changed by the configuration: %s, before %s".formatted(limit.name(), limit,
						before.get(limit.name())));
			}
		});
	}

	void notApplied(String failure) {
		logger
			.error("The changed configuration of rate limits is not applied, all limits stay as they are: " + failure);
	}

	void ended(String limit, LimitChange change) {
		logger.warn(("The change of limit '%s' at run time (%s, since %s) has ended, because it was made on another "
				+ "configuration. In force is what is configured now: %s. Change it again if that is still wanted")
			.formatted(limit, change.described(), change.since(), now(limit)));
	}

	void followed(String limit) {
		logger.info("Limit '%s' changed at run time by another node: %s".formatted(limit, now(limit)));
	}

	void ignored(String limit, String change, RuntimeException mistake) {
		logger.warn("A change of limit '%s' (%s) made on another node is ignored on this one: %s".formatted(limit,
				change, this.masked.of(String.valueOf(mistake.getMessage()))));
	}

}
