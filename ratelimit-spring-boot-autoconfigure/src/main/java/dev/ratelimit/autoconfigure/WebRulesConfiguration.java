package dev.ratelimit.autoconfigure;

import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.address.ClientAddress;
import dev.ratelimit.internal.check.UnlimitedCalls;
import dev.ratelimit.internal.cors.CorsLookup;
import dev.ratelimit.internal.expression.Expressions;
import dev.ratelimit.internal.http.Destinations;
import dev.ratelimit.internal.http.Stage;
import dev.ratelimit.internal.http.WebRules;
import dev.ratelimit.internal.properties.ConfiguredRules;
import dev.ratelimit.internal.properties.RateLimitProperties;
import dev.ratelimit.internal.report.LimitedCall;
import dev.ratelimit.internal.report.LimitedRequests;
import dev.ratelimit.internal.servlet.RateLimitFilter;
import dev.ratelimit.internal.servlet.RefusalHandler;
import dev.ratelimit.internal.servlet.ServletCall;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * The rules and what applies them after authentication.
 */
@Configuration(proxyBeanMethods = false)
@ConditionalOnRateLimit("ratelimit.web.enabled")
final class WebRulesConfiguration {

	/** Spring MVC's own, made as the application has configured it. */
	private static final String MVC_PATTERN_PARSER = "mvcPatternParser";

	@Bean("dev.ratelimit.webRules")
	WebRules rateLimitWebRules(ConfiguredRules configured, RateLimiterRegistry limiters, Expressions expressions,
			ObjectProvider<Destinations> destinations, UnlimitedCalls unlimited, BeanFactory beans) {
		PathPatternParser parser = beans.containsBean(MVC_PATTERN_PARSER)
				? beans.getBean(MVC_PATTERN_PARSER, PathPatternParser.class) : PathPatternParser.defaultInstance;
		return unlimited
			.read(() -> WebRules.compile(configured.rules(), limiters, expressions, parser, ServletCall.NAMES),
					WebRules.none())
			.with(destinations.getIfAvailable(() -> Destinations.NONE));
	}

	@Bean("dev.ratelimit.rateLimitedRequests")
	@Order(1)
	LimitedCall.Source rateLimitedRequests(ConfiguredRules configured, WebRules rules, BeanFactory beans) {
		return new LimitedRequests(configured.rules(), rules.all(), beans.containsBean(SecurityFilter.NAME));
	}

	@Bean("dev.ratelimit.filterAfterAuthentication")
	@ConditionalOnBean(name = SecurityFilter.NAME)
	FilterRegistrationBean<RateLimitFilter> rateLimitFilterAfterAuthentication(WebRules rules, ClientAddress address,
			RefusalHandler refusals, CorsLookup cors, RateLimitProperties properties, Environment environment) {
		WebRules after = rules.at(Stage.AFTER_AUTHENTICATION);
		FilterRegistrationBean<RateLimitFilter> filter = new FilterRegistrationBean<>(
				new RateLimitFilter(after, address, properties.web().headers(), refusals, cors));
		filter.setEnabled(!after.isEmpty());
		if (filter.isEnabled()) {
			filter.setOrder(SecurityFilter.orderBeside(environment, 1));
			filter.setDispatcherTypes(RateLimitFilter.dispatches());
		}
		return filter;
	}

	/**
	 * Behind the application's own filters, one of which may authenticate the user. A
	 * bean and no registration, as Spring Boot puts registrations ahead of filters that
	 * are beans without an order.
	 */
	@Bean("dev.ratelimit.filterAfterAuthentication")
	@ConditionalOnMissingBean(name = SecurityFilter.NAME)
	RateLimitFilter rateLimitFilterAfterTheApplications(WebRules rules, ClientAddress address, RefusalHandler refusals,
			CorsLookup cors, RateLimitProperties properties) {
		return new RateLimitFilter(rules.at(Stage.AFTER_AUTHENTICATION), address, properties.web().headers(), refusals,
				cors);
	}

}
