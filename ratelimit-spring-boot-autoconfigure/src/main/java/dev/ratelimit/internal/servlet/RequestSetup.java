package dev.ratelimit.internal.servlet;

import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

import dev.ratelimit.internal.check.UnlimitedCalls;
import dev.ratelimit.internal.servlet.ApplicationFilters.Registered;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.web.util.pattern.PathPattern;

/**
 * Reports, at start-up, what in an application keeps rules from limiting what they seem
 * to limit: filters behind ours that change the path, paths that are served elsewhere or
 * are no patterns, users whom nobody logs in.
 */
public final class RequestSetup implements SmartInitializingSingleton {

	/** Filters that change path or method, by a part of their types' names. */
	private static final Set<String> CHANGING = Set.of("UrlHandlerFilter", "Rewrite", "HiddenHttpMethodFilter");

	/** What is usual in regular expressions and hardly ever meant in a path. */
	private static final Pattern REGEX = Pattern
		.compile("\\.\\*(/|$)|\\.\\+|\\\\[dwsDWS]|(^|/)\\^|\\$$|\\(\\?|\\[\\^?\\w-\\w]");

	/** A variable's own pattern is a regular expression. */
	private static final Pattern VARIABLE = Pattern.compile("\\{[^{}]*}");

	private final ApplicationContext context;

	private final Environment environment;

	private final WebRules rules;

	private final UnlimitedCalls unlimited;

	/**
	 * A check of an application.
	 * @param context the application
	 * @param rules its rules
	 * @param unlimited takes the reports
	 */
	public RequestSetup(ApplicationContext context, WebRules rules, UnlimitedCalls unlimited) {
		this.context = context;
		this.environment = context.getEnvironment();
		this.rules = rules;
		this.unlimited = unlimited;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (!this.rules.isEmpty()) {
			ApplicationFilters filters = new ApplicationFilters(this.context);
			reportChangingFilters(filters);
			reportUsers(filters);
			this.rules.all().forEach(this::reportPaths);
		}
	}

	private void reportChangingFilters(ApplicationFilters filters) {
		int ours = filters.all()
			.stream()
			.filter((each) -> each.filter() instanceof RateLimitFilter)
			.mapToInt(Registered::order)
			.min()
			.orElse(Integer.MIN_VALUE);
		Predicate<Registered> changing = (each) -> CHANGING.stream()
			.anyMatch((part) -> each.filter().getClass().getName().contains(part));
		filters.all()
			.stream()
			.filter(changing)
			.filter((each) -> each.order() >= ours)
			.forEach((each) -> this.unlimited.report("ratelimit.web.rules",
					"the filter '%s' (%s) changes requests behind the rules, which see the path and method as they were before"
						.formatted(each.bean(), each.filter().getClass().getName()),
					"Register it with an order below " + ours + ", ahead of the rules"));
	}

	private void reportUsers(ApplicationFilters filters) {
		boolean somebody = this.context.containsBean("springSecurityFilterChain")
				|| filters.all().stream().anyMatch(Registered::isOwn);
		if (!somebody) {
			this.rules.all()
				.stream()
				.filter((rule) -> rule.check().userQuestion().isPresent())
				.forEach((rule) -> this.unlimited.report(rule.where(),
						"'%s' asks for the user, but there is neither Spring Security nor a filter of the application that could know one"
							.formatted(rule.check().userQuestion().get()),
						"Add one, or take another key such as ip"));
		}
	}

	private void reportPaths(WebRule rule) {
		for (PathPattern path : rule.paths()) {
			String text = path.getPatternString();
			if (REGEX.matcher(VARIABLE.matcher(text).replaceAll("x")).find()) {
				this.unlimited.report(rule.where() + ".paths",
						"'%s' looks like a regular expression but is read as a path pattern".formatted(text),
						"Write * for a part of a segment and /** for all below, such as /api/**");
			}
			if (isOnManagementPort(text)) {
				this.unlimited.report(rule.where() + ".paths",
						"'%s' is served on management.server.port, which no rule sees".formatted(text),
						"Serve the endpoints on the application's port, or limit that port elsewhere");
			}
		}
	}

	private boolean isOnManagementPort(String pattern) {
		String port = this.environment.getProperty("management.server.port");
		String base = this.environment.getProperty("management.endpoints.web.base-path", "/actuator");
		return port != null && !port.equals(this.environment.getProperty("server.port", "8080")) && !base.equals("/")
				&& (pattern + "/").startsWith(base + "/");
	}

}
