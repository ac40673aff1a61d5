package dev.ratelimit.internal.servlet;

import java.util.Set;
import java.util.function.Predicate;

import dev.ratelimit.internal.check.UnlimitedCalls;
import dev.ratelimit.internal.http.RuleSetup;
import dev.ratelimit.internal.http.WebRules;
import dev.ratelimit.internal.servlet.ApplicationFilters.Registered;

import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.context.ApplicationContext;

/**
 * Reports, at start-up, what in an application keeps rules from limiting what they seem
 * to limit: filters behind ours that change the path, paths that are served elsewhere or
 * are no patterns, users whom nobody logs in.
 */
public final class RequestSetup implements SmartInitializingSingleton {

	/** Filters that change path or method, by a part of their types' names. */
	private static final Set<String> CHANGING = Set.of("UrlHandlerFilter", "Rewrite", "HiddenHttpMethodFilter");

	private final ApplicationContext context;

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
		this.rules = rules;
		this.unlimited = unlimited;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (!this.rules.isEmpty()) {
			ApplicationFilters filters = new ApplicationFilters(this.context);
			reportChangingFilters(filters);
			boolean users = this.context.containsBean("springSecurityFilterChain")
					|| filters.all().stream().anyMatch(Registered::isOwn);
			new RuleSetup(this.rules, this.context.getEnvironment(), this.unlimited).report(users);
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

}
