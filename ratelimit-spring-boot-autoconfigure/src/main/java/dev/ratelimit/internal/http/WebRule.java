package dev.ratelimit.internal.http;

import java.util.List;
import java.util.Map;
import java.util.Set;

import dev.ratelimit.internal.call.Check;
import dev.ratelimit.internal.http.RulePath.Reading;
import org.jspecify.annotations.Nullable;

import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;

/**
 * A checked rule, ready to decide: patterns parsed, expressions compiled. Immutable.
 */
public final class WebRule {

	private final String where;

	private final Stage stage;

	private final Check check;

	private final @Nullable HeaderStyle headers;

	private final List<PathPattern> paths;

	private final List<PathPattern> exclude;

	private final boolean excludesStatic;

	private final Set<String> methods;

	private final boolean readsPath;

	private final boolean asksForUser;

	private final boolean asksForRoute;

	WebRule(String where, Stage stage, Check check, @Nullable HeaderStyle headers, List<PathPattern> paths,
			List<PathPattern> exclude, boolean excludesStatic, Set<String> methods) {
		this.where = where;
		this.stage = stage;
		this.check = check;
		this.headers = headers;
		this.paths = paths;
		this.exclude = exclude;
		this.excludesStatic = excludesStatic;
		this.methods = methods;
		this.readsPath = check.mentions("pathVariable");
		this.asksForUser = check.userQuestion().isPresent();
		this.asksForRoute = check.mentions("route");
	}

	/**
	 * Where it stands.
	 * @return the property, such as {@code ratelimit.web.rules[0]}
	 */
	public String where() {
		return this.where;
	}

	/**
	 * When it decides.
	 * @return the stage, not {@link Stage#AUTO}
	 */
	public Stage stage() {
		return this.stage;
	}

	/**
	 * What it applies to a request.
	 * @return the check
	 */
	public Check check() {
		return this.check;
	}

	/** The headers that show what it decides; null for those of all rules. */
	@Nullable HeaderStyle headers() {
		return this.headers;
	}

	/**
	 * Whether headers show what it decides.
	 * @param usual the headers of all rules
	 * @return false if it has none
	 */
	public boolean isShown(HeaderStyle usual) {
		return ((this.headers != null) ? this.headers : usual) != HeaderStyle.NONE;
	}

	List<PathPattern> paths() {
		return this.paths;
	}

	List<PathPattern> exclude() {
		return this.exclude;
	}

	/**
	 * Whether the rule leaves out what is served as a static resource.
	 * @return true if so
	 */
	public boolean excludesStatic() {
		return this.excludesStatic;
	}

	/**
	 * Whether an expression of it asks for the user.
	 * @return true if so
	 */
	public boolean asksForUser() {
		return this.asksForUser;
	}

	/**
	 * Whether an expression of it asks for the gateway's route.
	 * @return true if so
	 */
	public boolean asksForRoute() {
		return this.asksForRoute;
	}

	/** Whether the rule applies to requests of an HTTP method. */
	boolean takes(String method) {
		return this.methods.isEmpty() || this.methods.contains(method);
	}

	/**
	 * Whether the rule applies to a path: it does if its paths match in any reading,
	 * unless every reading is excluded.
	 * @param path the path
	 * @return what matches; null if the rule does not apply
	 */
	@Nullable PathContainer match(RulePath path) {
		PathContainer matched = null;
		boolean excluded = !this.exclude.isEmpty();
		List<Reading> readings = path.readings();
		for (int i = 0; i < readings.size(); i++) {
			Reading reading = readings.get(i);
			matched = (matched != null) ? matched : named(this.paths, reading);
			excluded = excluded && named(this.exclude, reading) != null;
		}
		return excluded ? null : matched;
	}

	private static @Nullable PathContainer named(List<PathPattern> patterns, Reading reading) {
		if (matching(patterns, reading.within()) != null) {
			return reading.within();
		}
		PathContainer outer = reading.outer();
		return (outer != null && matching(patterns, outer) != null) ? outer : null;
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
	 * The variables of a path that matches.
	 * @param path what matches
	 * @return the values by name; none if no expression of the rule asks for them
	 */
	Map<String, String> variables(PathContainer path) {
		PathPattern pattern = this.readsPath ? matching(this.paths, path) : null;
		PathPattern.@Nullable PathMatchInfo match = (pattern != null) ? pattern.matchAndExtract(path) : null;
		return (match != null) ? match.getUriVariables() : Map.of();
	}

}
