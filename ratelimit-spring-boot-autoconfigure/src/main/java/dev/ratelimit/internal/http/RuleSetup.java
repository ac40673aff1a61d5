package dev.ratelimit.internal.http;

import java.util.List;
import java.util.regex.Pattern;

import dev.ratelimit.internal.check.UnlimitedCalls;

import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;
import org.springframework.web.util.pattern.PathPattern;

/**
 * Reports, at start-up, what keeps rules from limiting what they seem to limit: filters
 * behind the rules that change requests, paths that are served elsewhere, match nothing
 * or are excluded again, users whom nobody logs in.
 */
public final class RuleSetup {

	/** What is usual in regular expressions and hardly ever meant in a path. */
	private static final Pattern REGEX = Pattern
		.compile("\\.\\*(/|$)|\\.\\+|\\\\[dwsDWS]|(^|/)\\^|\\$$|\\(\\?|\\[\\^?\\w-\\w]|\\([^/]*\\|");

	private final WebRules rules;

	private final Environment environment;

	private final UnlimitedCalls unlimited;

	private final String contextProperty;

	/**
	 * A check of rules.
	 * @param rules the rules
	 * @param environment the application's
	 * @param unlimited takes the reports
	 * @param contextProperty the property with the context path, which rules do not see
	 */
	public RuleSetup(WebRules rules, Environment environment, UnlimitedCalls unlimited, String contextProperty) {
		this.rules = rules;
		this.environment = environment;
		this.unlimited = unlimited;
		this.contextProperty = contextProperty;
	}

	/**
	 * Reports what is wrong.
	 * @param filters the application's filters
	 * @param applying the type of those that apply the rules
	 * @param security whether there is Spring Security
	 */
	public void report(List<ApplicationFilter> filters, Class<?> applying, boolean security) {
		if (this.rules.isEmpty()) {
			return;
		}
		filters.stream()
			.filter((filter) -> filter.type() == applying)
			.mapToInt(ApplicationFilter::order)
			.min()
			.ifPresent((first) -> filters.stream()
				.filter((filter) -> filter.changesRequests() && filter.order() >= first)
				.forEach((filter) -> reportChange(filter, first)));
		boolean users = security || filters.stream().anyMatch(ApplicationFilter::isOwn);
		for (WebRule rule : this.rules.all()) {
			if (!users) {
				reportUser(rule);
			}
			rule.exclude().forEach((path) -> reportText(rule.where() + ".exclude", path.getPatternString()));
			rule.paths().forEach((path) -> {
				reportPath(rule.where() + ".paths", path);
				reportExclusion(rule, path);
			});
		}
	}

	private void reportChange(ApplicationFilter filter, int first) {
		this.unlimited.report("ratelimit.web.rules",
				"the filter '%s' (%s) changes requests behind the rules, which see the path and method as they were before"
					.formatted(filter.bean(), filter.type().getName()),
				"Register it with an order below " + first + ", ahead of the rules");
	}

	private void reportUser(WebRule rule) {
		rule.check()
			.userQuestion()
			.ifPresent((question) -> this.unlimited.report(rule.where(),
					"'%s' asks for the user, but there is neither Spring Security nor a filter of the application that could know one"
						.formatted(question),
					"Add one, or take another key such as ip"));
	}

	private void reportText(String where, String text) {
		if (REGEX.matcher(UnmatchedPattern.withoutVariables(text)).find()) {
			this.unlimited.report(where,
					"'%s' looks like a regular expression but is read as a path pattern".formatted(text),
					"Write * for a part of a segment and /** for all below, such as /api/**");
		}
		String context = StringUtils.trimTrailingCharacter(this.environment.getProperty(this.contextProperty, ""), '/');
		if (!context.isEmpty() && (text + "/").startsWith(context + "/")) {
			this.unlimited.report(where,
					"'%s' begins with %s, and rules see paths without it".formatted(text, this.contextProperty),
					"Write the path as a controller's mapping would have it, without " + context);
		}
	}

	private void reportPath(String where, PathPattern path) {
		String text = path.getPatternString();
		reportText(where, text);
		String problem = UnmatchedPattern.problem(path);
		if (problem != null) {
			this.unlimited.report(where, "'%s' matches no request: it has %s".formatted(text, problem),
					"Write the path as a controller's mapping would have it, such as /api/users or /api/**");
		}
		if (isOnManagementPort(text)) {
			this.unlimited.report(where, "'%s' is served on management.server.port, which no rule sees".formatted(text),
					"Serve the endpoints on the application's port, or limit that port elsewhere");
		}
	}

	private void reportExclusion(WebRule rule, PathPattern path) {
		rule.exclude()
			.stream()
			.filter((exclude) -> UnmatchedPattern.isCovered(path, exclude))
			.findFirst()
			.ifPresent((exclude) -> this.unlimited.report(rule.where() + ".exclude",
					"'%s' leaves nothing of the path '%s' to limit".formatted(exclude, path),
					"Exclude less, or remove the path"));
	}

	private boolean isOnManagementPort(String pattern) {
		String port = this.environment.getProperty("management.server.port");
		String base = this.environment.getProperty("management.endpoints.web.base-path", "/actuator");
		return port != null && !port.equals(this.environment.getProperty("server.port", "8080")) && !base.equals("/")
				&& (pattern + "/").startsWith(base + "/");
	}

}
