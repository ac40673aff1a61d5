package dev.ratelimit.internal.servlet;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.expression.Expressions;
import dev.ratelimit.internal.http.RuleDefinition;
import dev.ratelimit.internal.http.Stage;
import dev.ratelimit.internal.limiter.StoreLimiter;
import dev.ratelimit.internal.text.NearestName;

import org.springframework.http.HttpMethod;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/**
 * Checks rules and makes them ready, at start-up.
 */
final class RuleCompiler {

	private static final Pattern VARIABLE = Pattern.compile("\\{\\*?([^{}:*/]+)");

	private final RateLimiterRegistry limiters;

	private final Expressions expressions;

	private final PathPatternParser parser;

	RuleCompiler(RateLimiterRegistry limiters, Expressions expressions, PathPatternParser parser) {
		this.limiters = limiters;
		this.expressions = expressions;
		this.parser = parser;
	}

	WebRule compile(String where, RuleDefinition rule) {
		checkLimits(where + ".limits", rule.limits());
		if (rule.paths().isEmpty()) {
			throw new InvalidConfigurationException(where + ".paths", "names no path",
					"Write one or several path patterns such as /api/**, or /** for every call");
		}
		List<PathPattern> paths = patterns(where + ".paths", rule.paths());
		List<PathPattern> exclude = patterns(where + ".exclude", rule.exclude());
		Set<String> methods = methods(where + ".methods", rule.methods());
		RuleExpressions expressions = RuleExpressions.compile(where, rule, this.expressions);
		checkPermits(where + ".permits", rule.limits(), expressions.permits().constant());
		checkPathVariables(where, expressions, paths);
		return new WebRule(stage(where, rule, expressions),
				StoreLimiter.of(this.limiters.all(rule.limits().toArray(String[]::new))), paths, exclude, methods,
				expressions);
	}

	private void checkLimits(String where, List<String> names) {
		Set<String> known = this.limiters.limits().keySet();
		String remedy = known.isEmpty() ? "No limit is defined; define some under ratelimit.limits"
				: "The limits are: " + String.join(", ", known);
		if (names.isEmpty()) {
			throw new InvalidConfigurationException(where, "names no limit", remedy);
		}
		for (String name : names) {
			if (!known.contains(name)) {
				throw new InvalidConfigurationException(where,
						"there is no limit '" + name + "'" + NearestName.hint(name, known), remedy);
			}
		}
		if (Set.copyOf(names).size() < names.size()) {
			throw new InvalidConfigurationException(where, "names a limit twice: " + String.join(", ", names),
					"Name each limit once; a call that costs more says so with permits");
		}
	}

	private List<PathPattern> patterns(String where, List<String> patterns) {
		List<PathPattern> parsed = new ArrayList<>();
		for (String pattern : patterns) {
			try {
				parsed.add(this.parser.parse(this.parser.initFullPathPattern(pattern)));
			}
			catch (PatternParseException ex) {
				throw new InvalidConfigurationException(where,
						"'" + pattern + "' is no path pattern: " + ex.getMessage(),
						"Write it as for Spring MVC, such as /api/**, /users/{id} or /files/*.pdf");
			}
		}
		return List.copyOf(parsed);
	}

	private static Set<String> methods(String where, List<String> names) {
		List<String> known = Arrays.stream(HttpMethod.values()).map(HttpMethod::name).toList();
		Set<String> methods = new LinkedHashSet<>();
		for (String name : names) {
			String method = name.trim().toUpperCase(Locale.ROOT);
			if (!known.contains(method)) {
				throw new InvalidConfigurationException(where,
						"'" + name + "' is no HTTP method" + NearestName.hint(name, known),
						"The methods are: " + String.join(", ", known));
			}
			methods.add(method);
		}
		if (methods.contains("GET")) {
			methods.add("HEAD");
		}
		return Set.copyOf(methods);
	}

	private void checkPermits(String where, List<String> limits, OptionalLong permits) {
		if (permits.isEmpty()) {
			return;
		}
		long asked = permits.getAsLong();
		if (asked < 0) {
			throw new InvalidConfigurationException(where, "%d is below zero".formatted(asked),
					"Write 1 or more, or 0 to look without spending");
		}
		for (String name : limits) {
			Limit configured = this.limiters.limits().get(name);
			Map<String, Limit> overrides = this.limiters.overrides(name);
			Stream.concat(Stream.ofNullable(configured), overrides.values().stream())
				.filter((limit) -> asked > limit.quota())
				.findFirst()
				.ifPresent((limit) -> {
					throw new InvalidConfigurationException(where,
							"%d is more than limit '%s'%s can ever grant, %d".formatted(asked, name,
									(limit != configured) ? " as overridden for some keys" : "", limit.quota()),
							"Ask for at most %d, or raise the limit".formatted(limit.quota()));
				});
		}
	}

	private static void checkPathVariables(String where, RuleExpressions expressions, List<PathPattern> paths) {
		Set<String> known = paths.stream()
			.flatMap((path) -> VARIABLE.matcher(path.getPatternString()).results())
			.map((result) -> result.group(1))
			.collect(Collectors.toCollection(LinkedHashSet::new));
		Collection<String> unknown = new HashSet<>(expressions.literalPathVariables());
		unknown.removeAll(known);
		for (String name : unknown) {
			throw new InvalidConfigurationException(where,
					"pathVariable['%s'] is in none of its paths%s".formatted(name, NearestName.hint(name, known)),
					known.isEmpty() ? "Write the path with the variable, such as /users/{" + name + "}"
							: "The path variables are: " + String.join(", ", known));
		}
	}

	private static Stage stage(String where, RuleDefinition rule, RuleExpressions expressions) {
		boolean user = expressions.mention("principal");
		if (user && rule.stage() == Stage.BEFORE_AUTHENTICATION) {
			throw new InvalidConfigurationException(where + ".stage",
					"before-authentication, but the rule asks for principal, who is not known yet then",
					"Write after-authentication or auto, or take another key such as ip");
		}
		if (rule.stage() == Stage.AUTO) {
			return user ? Stage.AFTER_AUTHENTICATION : Stage.BEFORE_AUTHENTICATION;
		}
		return rule.stage();
	}

}
