package dev.ratelimit.autoconfigure;

import java.util.List;
import java.util.Map;

import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.call.CallScope;
import dev.ratelimit.internal.call.LimitExpressions;
import dev.ratelimit.internal.changes.ConfigurationRefresh;
import dev.ratelimit.internal.changes.ConfiguredLimits;
import dev.ratelimit.internal.changes.LimitsInForce;
import dev.ratelimit.internal.check.Mistakes;
import dev.ratelimit.internal.check.UnlimitedCalls;
import dev.ratelimit.internal.events.RefusalEvents;
import dev.ratelimit.internal.expression.Expressions;
import dev.ratelimit.internal.limiter.DisabledRateLimiterRegistry;
import dev.ratelimit.internal.limiter.UnlimitedRegistry;
import dev.ratelimit.internal.properties.BoundProperties;
import dev.ratelimit.internal.properties.ConfiguredRules;
import dev.ratelimit.internal.properties.PropertyNameCheck;
import dev.ratelimit.internal.properties.RateLimitProperties;
import dev.ratelimit.internal.report.LimitedCall;
import dev.ratelimit.internal.report.StartupReport;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;

/**
 * Auto-configuration of what every store shares: the properties, their checks, the
 * limits, the clock, the expressions and the report at start-up.
 */
@AutoConfiguration
@ImportRuntimeHints(RateLimitHints.class)
public final class RateLimitAutoConfiguration {

	/** Beans of Spring Cloud Gateway on WebFlux and on MVC. */
	private static final List<String> GATEWAYS = List.of("routePredicateHandlerMapping",
			"gatewayCompositeRouterFunction");

	@Bean("dev.ratelimit.propertyNameCheck")
	static PropertyNameCheck rateLimitPropertyNameCheck(Environment environment, Mistakes mistakes) {
		return new PropertyNameCheck(environment, mistakes);
	}

	/** Found while beans are created, told together before anything is served. */
	@Bean("dev.ratelimit.mistakes")
	static Mistakes rateLimitMistakes() {
		return new Mistakes();
	}

	@Bean("dev.ratelimit.properties")
	RateLimitProperties rateLimitProperties(Environment environment, Mistakes mistakes) {
		return BoundProperties.of(environment, mistakes);
	}

	/** Mistakes are to be found at start-up, also where beans are created lazily. */
	@Bean("dev.ratelimit.eagerInitialization")
	static LazyInitializationExcludeFilter rateLimitEagerInitialization() {
		return LazyInitializationExcludeFilter.forBeanTypes(RateLimitProperties.class, ConfiguredLimits.class,
				RateLimiterRegistry.class, LimitExpressions.class);
	}

	@Bean("dev.ratelimit.configuredLimits")
	ConfiguredLimits rateLimitConfiguredLimits(RateLimitProperties properties, Mistakes mistakes) {
		return ConfiguredLimits.of(properties.limits(), mistakes);
	}

	@Bean("dev.ratelimit.configuredRules")
	ConfiguredRules rateLimitConfiguredRules(Environment environment, RateLimitProperties properties,
			Mistakes mistakes) {
		return ConfiguredRules.of(environment, properties.web().rules(), mistakes);
	}

	@Bean("dev.ratelimit.timeSource")
	@ConditionalOnMissingBean
	TimeSource rateLimitTimeSource() {
		return TimeSource.system();
	}

	@Bean("dev.ratelimit.disabledRateLimiterRegistry")
	@ConditionalOnMissingBean
	@ConditionalOnRateLimit(on = false)
	RateLimiterRegistry disabledRateLimiterRegistry(ConfiguredLimits limits) {
		return limits.terms().isEmpty() ? new UnlimitedRegistry() : new DisabledRateLimiterRegistry(limits.terms());
	}

	@Bean("dev.ratelimit.limitsInForce")
	LimitsInForce rateLimitLimitsInForce(RateLimiterRegistry limiters, RateLimitProperties properties) {
		return new LimitsInForce(limiters, properties);
	}

	@Bean("dev.ratelimit.configurationRefresh")
	@ConditionalOnRateLimit
	ConfigurationRefresh rateLimitConfigurationRefresh(ObjectProvider<LimitsInForce> limits,
			ObjectProvider<RateLimitProperties> properties, ObjectProvider<ConfiguredRules> rules,
			Environment environment) {
		return new ConfigurationRefresh(limits, properties, rules, environment);
	}

	@Bean("dev.ratelimit.expressions")
	Expressions rateLimitExpressions(BeanFactory beans) {
		return new Expressions(beans,
				GATEWAYS.stream().anyMatch(beans::containsBean) ? Map.of() : Map.of("route", "Spring Cloud Gateway"));
	}

	@Bean("dev.ratelimit.limitExpressions")
	@ConditionalOnRateLimit
	LimitExpressions rateLimitLimitExpressions(ConfiguredLimits limits, Expressions expressions,
			ObjectProvider<CallScope> scope, Mistakes mistakes) {
		return new LimitExpressions(limits.terms(), expressions, scope, mistakes);
	}

	/** Last, because listeners may take their time. */
	@Bean("dev.ratelimit.refusalEvents")
	@Order(Ordered.LOWEST_PRECEDENCE)
	RefusalEvents rateLimitRefusalEvents(ApplicationContext context) {
		return new RefusalEvents(context);
	}

	@Bean("dev.ratelimit.unlimitedCalls")
	UnlimitedCalls rateLimitUnlimitedCalls(RateLimitProperties properties, Mistakes mistakes) {
		return new UnlimitedCalls(properties.failOnUnlimited(), mistakes);
	}

	@Bean("dev.ratelimit.startupReport")
	StartupReport rateLimitStartupReport(RateLimitProperties properties, ConfiguredRules rules,
			RateLimiterRegistry limiters, ObjectProvider<LimitedCall.Source> sources, UnlimitedCalls unlimited,
			ApplicationContext context) {
		return new StartupReport(properties, rules, limiters, sources, unlimited, context);
	}

}
