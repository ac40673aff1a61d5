package dev.ratelimit.internal.report;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import dev.ratelimit.Limit;
import dev.ratelimit.Mode;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.limiter.StoreRegistry;
import dev.ratelimit.internal.properties.RateLimitProperties;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;

/**
 * Says once, when the application is ready, what is limited and how, so that nobody
 * believes to be limiting what is not.
 */
public final class StartupReport implements ApplicationListener<ApplicationReadyEvent> {

	private static final Log logger = LogFactory.getLog(StartupReport.class);

	private static final String WITHOUT_FILTER = "The rules under ratelimit.web.rules limit nothing, as this is not a "
			+ "servlet application: for WebFlux there is no filter. @RateLimited and RateLimiterRegistry work";

	private final RateLimitProperties properties;

	private final RateLimiterRegistry limiters;

	private final ObjectProvider<LimitedCall.Source> sources;

	private final ApplicationContext context;

	public StartupReport(RateLimitProperties properties, RateLimiterRegistry limiters,
			ObjectProvider<LimitedCall.Source> sources, ApplicationContext context) {
		this.properties = properties;
		this.limiters = limiters;
		this.sources = sources;
		this.context = context;
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		// a child context's event comes by here, too
		if (event.getApplicationContext() == this.context) {
			logger.info(text());
			if (rulesWithoutFilter()) {
				logger.warn(WITHOUT_FILTER);
			}
		}
	}

	public String text() {
		if (!this.properties.enabled()) {
			return "Rate limits are switched off (ratelimit.enabled=false): nothing is limited";
		}
		List<LimitedCall> calls = this.sources.orderedStream().flatMap(LimitedCall.Source::calls).toList();
		StringBuilder text = new StringBuilder("Rate limits (store: ").append(store()).append(")");
		calls.forEach((call) -> line(text, call.call(), describe(call)));
		if (calls.isEmpty()) {
			line(text, "No request and no method is limited",
					"there is no rule in ratelimit.web.rules and no bean with @RateLimited");
		}
		rulesSwitchedOff(text);
		unused(text, calls);
		return text.toString();
	}

	private static void line(StringBuilder text, String subject, String predicate) {
		text.append(System.lineSeparator()).append("  ").append(subject).append(": ").append(predicate);
	}

	private String describe(LimitedCall call) {
		String limits = call.limits().stream().map(this::describe).collect(Collectors.joining(" and "));
		return limits + " per " + call.key()
				+ call.notes().stream().map((note) -> ", " + note).collect(Collectors.joining());
	}

	private String describe(String name) {
		Limit limit = this.limiters.limits().get(name);
		return (limit != null) ? describe(limit) : name;
	}

	private static String describe(Limit limit) {
		return "%s (%s %s%s%s)".formatted(limit.name(), limit.algorithm().id(), limit.rate(),
				(limit.quota() != limit.rate().permits()) ? ", capacity " + limit.quota() : "",
				(limit.mode() == Mode.OBSERVE) ? ", observed only" : "");
	}

	private void rulesSwitchedOff(StringBuilder text) {
		int rules = this.properties.web().rules().size();
		if (rules > 0 && !this.properties.web().enabled()) {
			line(text, "Rules", "%d switched off (ratelimit.web.enabled=false)".formatted(rules));
		}
	}

	private boolean rulesWithoutFilter() {
		return this.properties.enabled() && this.properties.web().enabled() && !this.properties.web().rules().isEmpty()
				&& this.sources.stream().noneMatch(LimitedRequests.class::isInstance);
	}

	private void unused(StringBuilder text, List<LimitedCall> calls) {
		Set<String> used = calls.stream().flatMap((call) -> call.limits().stream()).collect(Collectors.toSet());
		String unused = this.limiters.limits()
			.entrySet()
			.stream()
			.filter((limit) -> !used.contains(limit.getKey()))
			.map(Map.Entry::getValue)
			.map(StartupReport::describe)
			.collect(Collectors.joining(", "));
		if (!unused.isEmpty()) {
			line(text, "Limits that apply only where code asks for them", unused);
		}
	}

	private String store() {
		return (this.limiters instanceof StoreRegistry registry) ? registry.store()
				: this.limiters.getClass().getName();
	}

}
