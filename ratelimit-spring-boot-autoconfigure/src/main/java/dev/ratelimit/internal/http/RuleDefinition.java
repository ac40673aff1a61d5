package dev.ratelimit.internal.http;

import java.util.List;
import java.util.Objects;

import dev.ratelimit.internal.call.CheckDefinition;
import org.jspecify.annotations.Nullable;

/**
 * A rule as configured: which calls spend which limits. Immutable; checked when the rules
 * are compiled.
 *
 * @param limits names of limits; all must admit, and a refused call spends none of them
 * @param paths path patterns as Spring MVC has them, within the application
 * @param exclude path patterns of calls to which the rule does not apply; null for none
 * @param methods HTTP methods, {@code GET} includes {@code HEAD}; null or empty for all
 * @param key SpEL, whose quota is spent; null for what the limits have, else {@code ip}
 * @param permits SpEL or a number, what a call costs; null for 1, 0 looks without
 * spending
 * @param condition SpEL, false where the rule does not apply; null or blank for always
 * @param stage when it decides; null for {@link Stage#AUTO}
 * @param refundWhen SpEL over the finished response, true where what was spent is given
 * back; null or blank for never
 * @param headers headers that show what is left of the limits; null for those of all
 * rules
 * @param plan SpEL, on which plan a call is; null or blank for what the limits have
 * @param settle SpEL over the finished response, what the call has cost in the end; null
 * or blank for what it was charged
 */
public record RuleDefinition(List<String> limits, List<String> paths, List<String> exclude, List<String> methods,
		@Nullable String key, String permits, String condition, Stage stage, String refundWhen,
		@Nullable HeaderStyle headers, String plan, String settle) {

	/**
	 * Puts what is left out at its default.
	 * @param limits names of limits; null: none
	 * @param paths path patterns; null: none
	 * @param exclude path patterns; null: none
	 * @param methods HTTP methods; null: all
	 * @param key expression; null: as the limits have it
	 * @param permits expression or number; null: 1
	 * @param condition expression; null: always
	 * @param stage when it decides; null: auto
	 * @param refundWhen expression; null: never
	 * @param headers headers; null: as for all rules
	 * @param plan expression; null: as the limits have it
	 * @param settle expression; null: never
	 */
	public RuleDefinition(@Nullable List<String> limits, @Nullable List<String> paths, @Nullable List<String> exclude,
			@Nullable List<String> methods, @Nullable String key, @Nullable String permits, @Nullable String condition,
			@Nullable Stage stage, @Nullable String refundWhen, @Nullable HeaderStyle headers, @Nullable String plan,
			@Nullable String settle) {
		this.limits = copy(limits);
		this.paths = copy(paths);
		this.exclude = copy(exclude);
		this.methods = copy(methods);
		this.key = key;
		this.permits = Objects.requireNonNullElse(permits, "1");
		this.condition = Objects.requireNonNullElse(condition, "");
		this.stage = Objects.requireNonNullElse(stage, Stage.AUTO);
		this.refundWhen = Objects.requireNonNullElse(refundWhen, "");
		this.headers = headers;
		this.plan = Objects.requireNonNullElse(plan, "");
		this.settle = Objects.requireNonNullElse(settle, "");
	}

	/**
	 * What the rule applies to a call.
	 * @return the part that rules and annotations share
	 */
	public CheckDefinition check() {
		return new CheckDefinition(this.limits, Objects.requireNonNullElse(this.key, ""), this.permits, this.condition,
				"", this.refundWhen, this.plan, this.settle);
	}

	private static List<String> copy(@Nullable List<String> values) {
		return (values != null) ? List.copyOf(values) : List.of();
	}

	/**
	 * A rule by client address at one permit a call.
	 * @param limit the limit's name
	 * @param path a path pattern
	 * @return the rule
	 */
	public static RuleDefinition of(String limit, String path) {
		return new RuleDefinition(List.of(limit), List.of(path), null, null, null, null, null, null, null, null, null,
				null);
	}

}
