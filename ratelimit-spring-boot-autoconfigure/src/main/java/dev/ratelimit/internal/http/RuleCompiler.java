package dev.ratelimit.internal.http;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.internal.call.CallNames;
import dev.ratelimit.internal.call.Check;
import dev.ratelimit.internal.call.CheckCompiler;
import dev.ratelimit.internal.check.Mistakes;
import dev.ratelimit.internal.expression.CallExpression;
import dev.ratelimit.internal.text.NearestName;

import org.springframework.http.HttpMethod;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/**
 * Checks rules and makes them ready, at start-up.
 */
final class RuleCompiler {

	/** The word among excluded patterns for what is served as a static resource. */
	private static final String STATIC = "static";

	private static final Pattern VARIABLE = Pattern.compile("\\{\\*?([^{}:*/]+)");

	private static final Pattern LITERAL_VARIABLE = Pattern.compile("pathVariable\\s*\\[\\s*(['\"])(.*?)\\1\\s*]");

	private final CheckCompiler checks;

	private final PathPatternParser parser;

	private final CallNames names;

	RuleCompiler(CheckCompiler checks, PathPatternParser parser, CallNames names) {
		this.checks = checks;
		this.parser = parser;
		this.names = names;
	}

	WebRule compile(String where, RuleDefinition rule) {
		Mistakes mistakes = new Mistakes();
		mistakes.check(() -> requireText(where + ".key", (rule.key() != null) ? rule.key() : "ip", "ip"));
		mistakes.check(() -> requireText(where + ".permits", rule.permits(), "1"));
		Check check = mistakes
			.read(() -> this.checks.compile(rule.check(), this.names, (property) -> where + "." + property));
		List<PathPattern> paths = mistakes.read(() -> paths(where + ".paths", rule.paths()));
		List<PathPattern> exclude = mistakes.read(() -> patterns(where + ".exclude", withoutWords(rule.exclude())));
		Set<String> methods = mistakes.read(() -> methods(where + ".methods", rule.methods()));
		Stage stage = (check != null) ? mistakes.read(() -> stage(where, rule.stage(), check)) : null;
		if (check != null && paths != null) {
			mistakes.check(() -> checkPathVariables(where, check, paths));
		}
		mistakes.throwIfAny();
		return new WebRule(where, Objects.requireNonNull(stage), Objects.requireNonNull(check), rule.headers(),
				Objects.requireNonNull(paths), Objects.requireNonNull(exclude), rule.exclude().contains(STATIC),
				Objects.requireNonNull(methods));
	}

	private static List<String> withoutWords(List<String> patterns) {
		return patterns.stream().filter((pattern) -> !pattern.equals(STATIC)).toList();
	}

	private static void requireText(String where, String expression, String usual) {
		if (expression.isBlank()) {
			throw new InvalidConfigurationException(where, "is empty",
					"Write an expression, in YAML in quotes if it begins with #, or leave it out for " + usual);
		}
	}

	private List<PathPattern> paths(String where, List<String> patterns) {
		if (patterns.isEmpty()) {
			throw new InvalidConfigurationException(where, "names no path",
					"Write one or several path patterns such as /api/**, or /** for every call");
		}
		return patterns(where, patterns);
	}

	private List<PathPattern> patterns(String where, List<String> patterns) {
		List<PathPattern> parsed = new ArrayList<>();
		Mistakes mistakes = new Mistakes();
		for (String pattern : patterns) {
			try {
				parsed.add(this.parser.parse(this.parser.initFullPathPattern(pattern)));
			}
			catch (PatternParseException ex) {
				mistakes.add(new InvalidConfigurationException(where,
						"'" + pattern + "' is no path pattern: " + ex.getMessage(),
						"Write it as for Spring MVC or WebFlux, such as /api/**, /users/{id} or /files/*.pdf"));
			}
		}
		mistakes.throwIfAny();
		return List.copyOf(parsed);
	}

	private static Set<String> methods(String where, List<String> names) {
		List<String> known = Arrays.stream(HttpMethod.values()).map(HttpMethod::name).toList();
		Set<String> methods = new LinkedHashSet<>();
		Mistakes mistakes = new Mistakes();
		for (String name : names) {
			String method = name.trim().toUpperCase(Locale.ROOT);
			if (!known.contains(method)) {
				mistakes.add(new InvalidConfigurationException(where,
						"'" + name + "' is no HTTP method" + NearestName.hint(name, known),
						"The methods are: " + String.join(", ", known)));
			}
			methods.add(method);
		}
		mistakes.throwIfAny();
		if (methods.contains("GET")) {
			methods.add("HEAD");
		}
		return Set.copyOf(methods);
	}

	private static void checkPathVariables(String where, Check check, List<PathPattern> paths) {
		Set<String> known = paths.stream()
			.flatMap((path) -> VARIABLE.matcher(path.getPatternString()).results())
			.map((result) -> result.group(1))
			.collect(Collectors.toCollection(LinkedHashSet::new));
		Set<String> unknown = literalPathVariables(check);
		unknown.removeAll(known);
		Mistakes mistakes = new Mistakes();
		for (String name : unknown) {
			mistakes.add(new InvalidConfigurationException(where,
					"pathVariable['%s'] is in none of its paths%s".formatted(name, NearestName.hint(name, known)),
					known.isEmpty() ? "Write the path with the variable, such as /users/{" + name + "}"
							: "The path variables are: " + String.join(", ", known)));
		}
		mistakes.throwIfAny();
	}

	/** The path variables that are named literally. */
	private static Set<String> literalPathVariables(Check check) {
		return check.expressions()
			.filter((expression) -> expression.mentions("pathVariable"))
			.flatMap((expression) -> LITERAL_VARIABLE.matcher(expression.toString()).results())
			.map((result) -> result.group(2))
			.collect(Collectors.toCollection(TreeSet::new));
	}

	private static Stage stage(String where, Stage configured, Check check) {
		Optional<CallExpression> question = check.userQuestion();
		if (question.isPresent() && configured == Stage.BEFORE_AUTHENTICATION) {
			throw new InvalidConfigurationException(
					where + ".stage", "before-authentication, but '%s' asks for the user, who is not known yet then"
						.formatted(question.get()),
					"Write after-authentication or auto, or take another key such as ip");
		}
		if (configured == Stage.AUTO) {
			return question.isPresent() ? Stage.AFTER_AUTHENTICATION : Stage.BEFORE_AUTHENTICATION;
		}
		return configured;
	}

}
