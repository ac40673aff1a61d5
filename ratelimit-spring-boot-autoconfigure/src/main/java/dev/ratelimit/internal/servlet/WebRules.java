package dev.ratelimit.internal.servlet;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.call.CheckCompiler;
import dev.ratelimit.internal.check.Mistakes;
import dev.ratelimit.internal.expression.Expressions;
import dev.ratelimit.internal.http.RuleDefinition;
import dev.ratelimit.internal.http.Stage;
import jakarta.servlet.http.HttpServletRequest;

import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Checked rules, in order, ready to decide. Immutable and safe for use by many threads.
 */
public final class WebRules {

	private final List<WebRule> rules;

	private final boolean caseSensitive;

	private final ParsedPaths parsedPaths;

	private final Predicate<HttpServletRequest> staticResources;

	private final RuleMatches matches;

	private WebRules(List<WebRule> rules, boolean caseSensitive, ParsedPaths parsedPaths,
			Predicate<HttpServletRequest> staticResources) {
		this.staticResources = staticResources;
		this.parsedPaths = parsedPaths;
		this.rules = rules;
		this.caseSensitive = caseSensitive;
		this.matches = new RuleMatches(rules, caseSensitive);
	}

	/**
	 * Checks rules, parses their patterns and compiles their expressions.
	 * @param rules the rules as configured, in order
	 * @param limiters the limits that they name
	 * @param expressions compiles SpEL
	 * @param parser the application's pattern parser; the paths are matched as it says
	 * @return the rules
	 * @throws InvalidConfigurationException if a rule cannot work; it names the property,
	 * {@code ratelimit.web.rules[...]}
	 */
	public static WebRules compile(List<RuleDefinition> rules, RateLimiterRegistry limiters, Expressions expressions,
			PathPatternParser parser) {
		RuleCompiler compiler = new RuleCompiler(new CheckCompiler(limiters, expressions), parser);
		Mistakes mistakes = new Mistakes();
		List<WebRule> compiled = new ArrayList<>();
		for (int i = 0; i < rules.size(); i++) {
			RuleDefinition rule = rules.get(i);
			String where = "ratelimit.web.rules[%d]".formatted(i);
			mistakes.check(() -> compiled.add(compiler.compile(where, rule)));
		}
		mistakes.throwIfAny();
		return new WebRules(List.copyOf(compiled), parser.isCaseSensitive(), new ParsedPaths(), (request) -> false);
	}

	/**
	 * No rules.
	 * @return rules that match nothing
	 */
	public static WebRules none() {
		return new WebRules(List.of(), true, new ParsedPaths(), (request) -> false);
	}

	/**
	 * The same rules in an application with static resources.
	 * @param staticResources tells requests for them
	 * @return the rules
	 */
	public WebRules withStaticResources(Predicate<HttpServletRequest> staticResources) {
		return new WebRules(this.rules, this.caseSensitive, this.parsedPaths, staticResources);
	}

	/**
	 * The rules of one side of authentication.
	 * @param stage the side; {@link Stage#AUTO} for all rules
	 * @return the rules that decide there, in order
	 */
	public WebRules at(Stage stage) {
		return (stage == Stage.AUTO) ? this
				: new WebRules(this.rules.stream().filter((rule) -> rule.stage() == stage).toList(), this.caseSensitive,
						this.parsedPaths, this.staticResources);
	}

	/**
	 * When each rule decides.
	 * @return the stages of the rules, in order, none of them {@link Stage#AUTO}
	 */
	public List<Stage> stages() {
		return this.rules.stream().map(WebRule::stage).toList();
	}

	/**
	 * Whether there is no rule.
	 * @return true if so
	 */
	public boolean isEmpty() {
		return this.rules.isEmpty();
	}

	/** Whether a rule whose path matches applies to a request. */
	boolean applies(WebRule rule, HttpServletRequest request) {
		return rule.takes(request.getMethod()) && !(rule.excludesStatic() && this.staticResources.test(request));
	}

	/** The path of a request. */
	RulePath path(HttpServletRequest request) {
		return this.parsedPaths.of(request);
	}

	/** All rules, in order. */
	List<WebRule> all() {
		return this.rules;
	}

	/** The rules that match a path, in order, whatever the HTTP method. */
	List<RuleMatch> matches(RulePath path) {
		return this.matches.of(path);
	}

	/** The rules that may match a path, in order; no other rule can. */
	List<WebRule> candidates(RulePath path) {
		return this.matches.candidates(path);
	}

}
