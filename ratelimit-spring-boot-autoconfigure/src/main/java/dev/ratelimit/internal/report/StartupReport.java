package dev.ratelimit.internal.report;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.Mode;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.check.UnlimitedCalls;
import dev.ratelimit.internal.limiter.StoreRegistry;
import dev.ratelimit.internal.properties.ConfiguredRules;
import dev.ratelimit.internal.properties.RateLimitProperties;
import dev.ratelimit.internal.text.Spoken;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;

/**
 * Logs once, when the application is ready, what is limited and how: as a warning if
 * nothing is.
 */
public final class StartupReport implements SmartInitializingSingleton, ApplicationListener<ApplicationReadyEvent> {

	private static final Log logger = LogFactory.getLog(StartupReport.class);

	private final RateLimitProperties properties;

	private final ConfiguredRules rules;

	private final RateLimiterRegistry limiters;

	private final ObjectProvider<LimitedCall.Source> sources;

	private final UnlimitedCalls unlimited;

	private final ApplicationContext context;

	public StartupReport(RateLimitProperties properties, ConfiguredRules rules, RateLimiterRegistry limiters,
			ObjectProvider<LimitedCall.Source> sources, UnlimitedCalls unlimited, ApplicationContext context) {
		this.properties = properties;
		this.rules = rules;
		this.limiters = limiters;
		this.sources = sources;
		this.unlimited = unlimited;
		this.context = context;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (rulesWithoutFilter()) {
			this.unlimited.report("ratelimit.web.rules", "the rules limit nothing, as this is no web application",
					"Use @RateLimited or RateLimiterRegistry instead");
		}
		if (messageRulesWithoutBroker()) {
			this.unlimited.report("ratelimit.messaging.rules",
					"the rules limit nothing, as this application has no broker for messages of STOMP clients",
					"Add @EnableWebSocketMessageBroker and spring-boot-starter-websocket, or remove the rules");
		}
	}

	@Override
	public void onApplicationEvent(ApplicationReadyEvent event) {
		// a child context's event comes by here, too
		if (event.getApplicationContext() != this.context) {
			return;
		}
		if (this.properties.enabled() && calls().isEmpty() && askingBeans().isEmpty()) {
			logger.warn(text());
		}
		else {
			logger.info(text());
		}
	}

	public String text() {
		if (!this.properties.enabled()) {
			return "Rate limits are switched off (ratelimit.enabled=false): nothing is limited";
		}
		List<LimitedCall> calls = calls();
		StringBuilder text = new StringBuilder("Rate limits (store: ").append(store()).append(")");
		calls.forEach((call) -> line(text, call.call(), describe(call)));
		if (calls.isEmpty()) {
			List<String> asking = askingBeans();
			line(text, asking.isEmpty() ? "No request and no method is limited" : "Limited by code alone",
					"there is no rule in ratelimit.web.rules and no bean with @RateLimited" + (asking.isEmpty() ? ""
							: ", but RateLimiterRegistry is injected into " + String.join(", ", asking)));
		}
		trustedProxies(text);
		rulesSwitchedOff(text);
		unused(text, calls);
		return text.toString();
	}

	/** Beans of the application that can ask for limits, such as an outgoing client. */
	private List<String> askingBeans() {
		if (this.limiters.limits().isEmpty()
				|| !(this.context.getAutowireCapableBeanFactory() instanceof ConfigurableBeanFactory beans)) {
			return List.of();
		}
		return Arrays.stream(this.context.getBeanNamesForType(RateLimiterRegistry.class, true, false))
			.flatMap((registry) -> Arrays.stream(beans.getDependentBeans(registry)))
			.filter((bean) -> !bean.startsWith("dev.ratelimit.") && !bean.equals("ratelimitHealthIndicator"))
			.distinct()
			.sorted()
			.toList();
	}

	private List<LimitedCall> calls() {
		return this.sources.orderedStream().flatMap(LimitedCall.Source::calls).toList();
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

	private String describe(Limit limit) {
		int overrides = this.limiters.overrides(limit.name()).size();
		String block = limit.block().stream().map(Spoken::property).collect(Collectors.joining(", then "));
		return "%s (%s %s%s%s%s%s%s%s)".formatted(limit.name(), limit.algorithm().id(), terms(limit), calendar(limit),
				(limit.quota() != limit.rate().permits()) ? ", capacity " + limit.quota() : "",
				limit.maxWait().isZero() ? "" : ", " + LimitedCall.waiting(limit.maxWait()),
				block.isEmpty() ? "" : ", blocked for " + block + " once refused",
				(overrides == 0) ? "" : ", %d key%s overridden".formatted(overrides, (overrides == 1) ? "" : "s"),
				(limit.mode() == Mode.OBSERVE) ? ", observed only" : "");
	}

	private static String terms(Limit limit) {
		return (limit.algorithm() == Algorithm.CONCURRENCY)
				? "%d at once, each for at most %s".formatted(limit.quota(), limit.rate().toString().split("/")[1])
				: limit.rate().toString();
	}

	private void trustedProxies(StringBuilder text) {
		RateLimitProperties.Web web = this.properties.web();
		if (!web.trustedProxies().isEmpty()) {
			line(text, "Trusted proxies", "%s, which name the client in %s"
				.formatted(String.join(", ", web.trustedProxies()), web.clientAddressHeader()));
		}
	}

	private static String calendar(Limit limit) {
		if (limit.rate().calendar() == null) {
			return "";
		}
		return ((limit.starts() != null) ? " from " + limit.starts() : "") + " in " + limit.zone();
	}

	private void rulesSwitchedOff(StringBuilder text) {
		int rules = this.rules.rules().size();
		if (rules > 0 && !this.properties.web().enabled()) {
			line(text, "Rules", "%d switched off (ratelimit.web.enabled=false)".formatted(rules));
		}
	}

	private boolean rulesWithoutFilter() {
		return this.properties.enabled() && this.properties.web().enabled() && !this.rules.rules().isEmpty()
				&& this.sources.stream().noneMatch(LimitedRequests.class::isInstance);
	}

	private boolean messageRulesWithoutBroker() {
		return this.properties.enabled() && !this.properties.messaging().rules().isEmpty()
				&& this.sources.stream().noneMatch(LimitedMessages.class::isInstance);
	}

	private void unused(StringBuilder text, List<LimitedCall> calls) {
		Set<String> used = calls.stream().flatMap((call) -> call.limits().stream()).collect(Collectors.toSet());
		String unused = this.limiters.limits()
			.entrySet()
			.stream()
			.filter((limit) -> !used.contains(limit.getKey()))
			.map(Map.Entry::getValue)
			.map(this::describe)
			.collect(Collectors.joining(", "));
		if (!unused.isEmpty()) {
			line(text, "Unused by rules and annotations, so spent only where code asks for them", unused);
		}
	}

	private String store() {
		return (this.limiters instanceof StoreRegistry registry) ? registry.store()
				: this.limiters.getClass().getName();
	}

}
