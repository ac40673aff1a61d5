package dev.ratelimit.internal.http;

import java.util.Map;

/**
 * A rule that matches a path.
 *
 * @param rule the rule
 * @param variables the path's variables by the rule's own pattern, if an expression of
 * the rule asks for them
 */
public record RuleMatch(WebRule rule, Map<String, String> variables) {

	/** A call on the path, as the rule's expressions see it. */
	WebCall call(WebCall call) {
		return this.variables.isEmpty() ? call : call.with(this.variables);
	}

}
