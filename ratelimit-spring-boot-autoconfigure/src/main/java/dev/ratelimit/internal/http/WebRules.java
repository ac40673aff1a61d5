package dev.ratelimit.internal.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.call.CallNames;
import dev.ratelimit.internal.call.Check;
import dev.ratelimit.internal.call.CheckCompiler;
import dev.ratelimit.internal.call.PendingCheck;
import dev.ratelimit.internal.check.Mistakes;
import dev.ratelimit.internal.expression.Expressions;
import org.jspecify.annotations.Nullable;

import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Checked rules, in order, ready to decide. Immutable and safe for use by many threads.
 */
public final class WebRules {

	private final List<WebRule> rules;

	private final boolean caseSensitive;

	private final Destinations destinations;

	/** Also where it is a rule of the other side of authentication that does. */
	private final boolean mayAwaitOutcome;

	private final RuleMatches matches;

	private WebRules(List<WebRule> rules, boolean caseSensitive, Destinations destinations, boolean mayAwaitOutcome) {
		this.destinations = destinations;
		this.rules = rules;
		this.caseSensitive = caseSensitive;
		this.mayAwaitOutcome = mayAwaitOutcome;
		this.matches = new RuleMatches(rules, caseSensitive);
	}

	/**
	 * Checks rules, parses their patterns and compiles their expressions.
	 * @param rules the rules as configured, in order
	 * @param limiters the limits that they name
	 * @param expressions compiles SpEL
	 * @param parser the application's pattern parser; the paths are matched as it says
	 * @param names what expressions can name on a request of the application
	 * @return the rules
	 * @throws InvalidConfigurationException if a rule cannot work; it names the property
	 */
	public static WebRules compile(List<NamedRule> rules, RateLimiterRegistry limiters, Expressions expressions,
			PathPatternParser parser, CallNames names) {
		RuleCompiler compiler = new RuleCompiler(new CheckCompiler(limiters, expressions), parser, names);
		Mistakes mistakes = new Mistakes();
		List<WebRule> compiled = new ArrayList<>();
		rules.forEach((rule) -> mistakes.check(() -> compiled.add(compiler.compile(rule.where(), rule.rule()))));
		mistakes.throwIfAny();
		boolean mayAwaitOutcome = compiled.stream().anyMatch((rule) -> rule.check().mayAwaitOutcome());
		return new WebRules(List.copyOf(compiled), parser.isCaseSensitive(), Destinations.NONE, mayAwaitOutcome);
	}

	/**
	 * No rules.
	 * @return rules that match nothing
	 */
	public static WebRules none() {
		return new WebRules(List.of(), true, Destinations.NONE, false);
	}

	/**
	 * The same rules in an application with static resources and perhaps a gateway.
	 * @param destinations tells who handles a call
	 * @return the rules
	 */
	public WebRules with(Destinations destinations) {
		return new WebRules(this.rules, this.caseSensitive, destinations, this.mayAwaitOutcome);
	}

	/**
	 * The rules of one side of authentication.
	 * @param stage the side; {@link Stage#AUTO} for all rules
	 * @return the rules that decide there, in order
	 */
	public WebRules at(Stage stage) {
		return (stage == Stage.AUTO) ? this
				: new WebRules(this.rules.stream().filter((rule) -> rule.stage() == stage).toList(), this.caseSensitive,
						this.destinations, this.mayAwaitOutcome);
	}

	/**
	 * Whether there is no rule.
	 * @return true if so
	 */
	public boolean isEmpty() {
		return this.rules.isEmpty();
	}

	/**
	 * Whether the end of a request can make a difference to its charges.
	 * @return true if a rule of the application, on either side of authentication, can
	 * give back what it charged, or holds a permit until then
	 */
	public boolean mayAwaitOutcome() {
		return this.mayAwaitOutcome;
	}

	/**
	 * Charges a request by each rule that applies, in order, up to the first that
	 * refuses. If one does, or fails, the request is given back what it was charged.
	 * @param charges the request's charges
	 * @param matches the rules that match its path
	 * @param call the request
	 * @return whether it may go on
	 * @throws InterruptedException if interrupted while waiting
	 */
	public boolean charge(RequestCharges charges, List<RuleMatch> matches, WebCall call) throws InterruptedException {
		boolean admitted = false;
		try {
			admitted = admits(charges, matches, call);
		}
		finally {
			if (!admitted) {
				charges.refundAll();
			}
		}
		return admitted;
	}

	private boolean admits(RequestCharges charges, List<RuleMatch> matches, WebCall call) throws InterruptedException {
		for (int i = 0; i < matches.size(); i++) {
			RuleMatch match = matches.get(i);
			if (match.rule().asksForRoute()) {
				call.route(this.destinations);
			}
			if (applies(match.rule(), call)
					&& !charges.charge(match.rule().check(), match.rule().headers(), match.call(call))) {
				return false;
			}
		}
		return true;
	}

	/**
	 * {@link #charge} without holding a thread. Cancelling the result gives everything
	 * back.
	 * @param charges the request's charges
	 * @param matches the rules that match its path
	 * @param call the request
	 * @return completed with whether the request may go on
	 */
	public CompletableFuture<Boolean> chargeAsync(RequestCharges charges, List<RuleMatch> matches, WebCall call) {
		List<PendingCheck> checks = new ArrayList<>(matches.size());
		for (int i = 0; i < matches.size(); i++) {
			RuleMatch match = matches.get(i);
			if (applies(match.rule(), call)) {
				checks.add(new PendingCheck(match.rule().check(), match.call(call), Map.of()));
			}
		}
		return charges.chargeAsync(checks, this::headers);
	}

	private @Nullable HeaderStyle headers(Check check) {
		for (WebRule rule : this.rules) {
			if (rule.check() == check) {
				return rule.headers();
			}
		}
		return null;
	}

	/** Whether a rule whose path matches applies to a request. */
	private boolean applies(WebRule rule, WebCall call) {
		return rule.takes(call.getMethod()) && !(rule.excludesStatic() && call.isStatic(this.destinations));
	}

	/**
	 * All rules.
	 * @return the rules, in order
	 */
	public List<WebRule> all() {
		return this.rules;
	}

	/**
	 * The rules that match a path, whatever the HTTP method.
	 * @param path the path
	 * @return the rules, in order
	 */
	public List<RuleMatch> matches(RulePath path) {
		return this.matches.of(path);
	}

	/** The rules that may match a path, in order; no other rule can. */
	List<WebRule> candidates(RulePath path) {
		return this.matches.candidates(path);
	}

}
