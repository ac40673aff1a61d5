package dev.ratelimit.internal.call;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.internal.limiter.LimitTerms;

/**
 * An expression and where it is written: at a rule or annotation, or else at its limits.
 *
 * @param where the property or annotation
 * @param text the expression; empty for none
 */
record LimitsChoice(String where, String text) {

	/**
	 * Takes what is written at the rule or annotation, else what its limits have.
	 * @param where where the rule or annotation would write it
	 * @param own what it has written; empty for nothing
	 * @param property the property of limits, {@code key} or {@code plan}
	 * @param limits the limits
	 * @param usual the property's value
	 * @throws InvalidConfigurationException if nothing is written and the limits differ,
	 * as one step under several limits has one key
	 */
	static LimitsChoice of(String where, String own, String property, List<LimitTerms> limits,
			Function<LimitTerms, String> usual) {
		if (!own.isBlank()) {
			return new LimitsChoice(where, own);
		}
		Map<String, String> written = new LinkedHashMap<>();
		limits.stream()
			.filter((limit) -> !usual.apply(limit).isBlank())
			.forEach((limit) -> written.putIfAbsent(usual.apply(limit).strip(), limit.name()));
		if (written.size() > 1) {
			throw new InvalidConfigurationException(where,
					"nothing is written, and the limits differ in what they have instead: " + written.entrySet()
						.stream()
						.map((entry) -> "%s of '%s' is %s".formatted(property, entry.getValue(), entry.getKey()))
						.collect(Collectors.joining(", ")),
					"Write the %s here, which then holds for all these limits, or use each limit on its own"
						.formatted(property));
		}
		return written.entrySet()
			.stream()
			.findFirst()
			.map((entry) -> new LimitsChoice("ratelimit.limits.%s.%s".formatted(entry.getValue(), property),
					entry.getKey()))
			.orElseGet(() -> new LimitsChoice(where, ""));
	}

}
