package dev.ratelimit.internal.messaging;

import java.util.List;
import java.util.Objects;

import dev.ratelimit.internal.call.CheckDefinition;
import org.jspecify.annotations.Nullable;

/**
 * A rule as configured: which messages spend which limits. Immutable; checked when the
 * rules are compiled.
 *
 * @param limits names of limits; all must admit, and a refused message spends none of
 * them
 * @param destinations patterns of destinations as clients write them, prefix included
 * @param exclude patterns of destinations to which the rule does not apply; null for none
 * @param key SpEL, whose quota is spent; null for the user's or, where nobody is known,
 * the client address's
 * @param permits SpEL or a number, what a message costs; null for 1, 0 looks without
 * spending
 * @param condition SpEL, false where the rule does not apply; null or blank for always
 */
public record MessageRuleDefinition(List<String> limits, List<String> destinations, List<String> exclude, String key,
		String permits, String condition) {

	/**
	 * Puts what is left out at its default.
	 * @param limits names of limits; null: none
	 * @param destinations patterns; null: none
	 * @param exclude patterns; null: none
	 * @param key expression; null: the user or the client's address
	 * @param permits expression or number; null: 1
	 * @param condition expression; null: always
	 */
	public MessageRuleDefinition(@Nullable List<String> limits, @Nullable List<String> destinations,
			@Nullable List<String> exclude, @Nullable String key, @Nullable String permits,
			@Nullable String condition) {
		this.limits = copy(limits);
		this.destinations = copy(destinations);
		this.exclude = copy(exclude);
		this.key = Objects.requireNonNullElse(key, "");
		this.permits = Objects.requireNonNullElse(permits, "1");
		this.condition = Objects.requireNonNullElse(condition, "");
	}

	private static List<String> copy(@Nullable List<String> values) {
		return (values != null) ? List.copyOf(values) : List.of();
	}

	/** The part that rules and annotations share. */
	CheckDefinition check() {
		return new CheckDefinition(this.limits, this.key, this.permits, this.condition, "", "", "", "");
	}

}
