package dev.ratelimit.internal.servlet;

import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.ratelimit.Decision;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.internal.expression.CallExpression;
import dev.ratelimit.internal.http.Stage;
import dev.ratelimit.internal.limiter.StoreLimiter;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;

/**
 * A checked rule, ready to decide: patterns parsed, expressions compiled. Immutable.
 */
final class WebRule {

	private final Stage stage;

	private final StoreLimiter limiter;

	private final List<PathPattern> paths;

	private final List<PathPattern> exclude;

	private final Set<String> methods;

	private final CallExpression key;

	private final CallExpression permits;

	private final @Nullable CallExpression condition;

	private final @Nullable CallExpression refundWhen;

	private final boolean readsPath;

	WebRule(Stage stage, StoreLimiter limiter, List<PathPattern> paths, List<PathPattern> exclude, Set<String> methods,
			RuleExpressions expressions) {
		this.stage = stage;
		this.limiter = limiter;
		this.paths = paths;
		this.exclude = exclude;
		this.methods = methods;
		this.key = expressions.key();
		this.permits = expressions.permits();
		this.condition = expressions.condition();
		this.refundWhen = expressions.refundWhen();
		this.readsPath = expressions.mention("pathVariable");
	}

	Stage stage() {
		return this.stage;
	}

	List<PathPattern> paths() {
		return this.paths;
	}

	/**
	 * Whether the rule applies to a request.
	 * @param method the HTTP method
	 * @param path the path within the servlet
	 * @param outer the path from the context on, null if that is the same
	 * @return which of the paths matches; null if none does or either is excluded
	 */
	@Nullable PathContainer match(String method, PathContainer path, @Nullable PathContainer outer) {
		if ((!this.methods.isEmpty() && !this.methods.contains(method)) || matching(this.exclude, path) != null
				|| (outer != null && matching(this.exclude, outer) != null)) {
			return null;
		}
		if (matching(this.paths, path) != null) {
			return path;
		}
		return (outer != null && matching(this.paths, outer) != null) ? outer : null;
	}

	private static @Nullable PathPattern matching(List<PathPattern> patterns, PathContainer path) {
		for (int i = 0; i < patterns.size(); i++) {
			if (patterns.get(i).matches(path)) {
				return patterns.get(i);
			}
		}
		return null;
	}

	/**
	 * Decides a call that matches.
	 * @param call the call
	 * @param path the path that matches
	 * @return what was charged to the call, null if the condition does not hold
	 * @throws InterruptedException if interrupted while waiting; nothing is spent then
	 */
	@Nullable Charge decide(WebCall call, PathContainer path) throws InterruptedException {
		WebCall own = this.readsPath ? new WebCall(call, variables(path)) : call;
		if (this.condition != null && !this.condition.test(own, Map.of(), true)) {
			return null;
		}
		String named = this.key.key(own, Map.of());
		String key = (named != null) ? named : own.getIp();
		Decision decision = this.limiter.request(key, this.permits.permits(own, Map.of()), null);
		if (this.refundWhen != null && this.refundWhen.mentions("principal")) {
			// Known now, but perhaps no longer when the exchange completes
			own.getPrincipal();
		}
		return new Charge(this, own, key, decision);
	}

	private Map<String, String> variables(PathContainer path) {
		PathPattern pattern = matching(this.paths, path);
		PathPattern.@Nullable PathMatchInfo match = (pattern != null) ? pattern.matchAndExtract(path) : null;
		return (match != null) ? match.getUriVariables() : Map.of();
	}

	boolean mayRefund() {
		return this.refundWhen != null;
	}

	boolean refunds(FinishedWebCall call) {
		return this.refundWhen != null && this.refundWhen.test(call, Map.of(), false);
	}

	/**
	 * What a rule charged to a call.
	 *
	 * @param rule the rule
	 * @param call the call as the rule sees it
	 * @param key whose permits
	 * @param decision the answer
	 */
	record Charge(WebRule rule, WebCall call, String key, Decision decision) {

		void refund() {
			this.rule.limiter.refund(this.key, this.decision);
		}

		/** What is left to the key now. */
		Decision peek() {
			return this.rule.limiter.peek(this.key);
		}

	}

}
