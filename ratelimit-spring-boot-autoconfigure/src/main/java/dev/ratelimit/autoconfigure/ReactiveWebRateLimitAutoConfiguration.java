package dev.ratelimit.autoconfigure;

import java.util.List;

import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.address.AddressSetup;
import dev.ratelimit.internal.address.ClientAddress;
import dev.ratelimit.internal.address.ForwardHeaders;
import dev.ratelimit.internal.address.ForwardedAddresses;
import dev.ratelimit.internal.call.CallScope;
import dev.ratelimit.internal.check.Mistakes;
import dev.ratelimit.internal.check.UnlimitedCalls;
import dev.ratelimit.internal.expression.Expressions;
import dev.ratelimit.internal.http.RuleSetup;
import dev.ratelimit.internal.http.Stage;
import dev.ratelimit.internal.http.WebRules;
import dev.ratelimit.internal.method.RateLimitedPostProcessor;
import dev.ratelimit.internal.properties.ConfiguredRules;
import dev.ratelimit.internal.properties.RateLimitProperties;
import dev.ratelimit.internal.reactive.HandledExchange;
import dev.ratelimit.internal.reactive.OwnHandlers;
import dev.ratelimit.internal.reactive.RateLimitWebFilter;
import dev.ratelimit.internal.reactive.ReactiveCall;
import dev.ratelimit.internal.reactive.ReactiveCallScope;
import dev.ratelimit.internal.reactive.ReactiveCors;
import dev.ratelimit.internal.reactive.ReactiveRefusals;
import dev.ratelimit.internal.reactive.ReactiveRequests;
import dev.ratelimit.internal.reactive.ReactiveSetup;
import dev.ratelimit.internal.report.LimitedCall;
import dev.ratelimit.internal.report.LimitedRequests;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.web.reactive.handler.AbstractHandlerMapping;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Auto-configuration of limits on web requests in WebFlux applications, with Spring
 * Security or without.
 */
@AutoConfiguration(after = { RateLimitAutoConfiguration.class, LocalRateLimitAutoConfiguration.class,
		AnnotationRateLimitAutoConfiguration.class })
@ConditionalOnWebApplication(type = Type.REACTIVE)
@ConditionalOnClass(name = "org.springframework.web.reactive.DispatcherHandler")
@ConditionalOnRateLimit
@ImportRuntimeHints(ReactiveCallHints.class)
public final class ReactiveWebRateLimitAutoConfiguration {

	private static final String SECURITY_FILTER = "org.springframework.security.config.annotation.web.reactive.WebFluxSecurityConfiguration.WebFilterChainFilter";

	/** The order of Spring Security's filter, which cannot be configured. */
	private static final int SECURITY_ORDER = -100;

	private static final String MAPPING = "requestMappingHandlerMapping";

	@Bean("dev.ratelimit.webEagerInitialization")
	static LazyInitializationExcludeFilter rateLimitWebEagerInitialization() {
		return LazyInitializationExcludeFilter.forBeanTypes(WebRules.class, ClientAddress.class);
	}

	@Bean("dev.ratelimit.clientAddress")
	ClientAddress rateLimitClientAddress(RateLimitProperties properties, Environment environment, Mistakes mistakes) {
		RateLimitProperties.Web web = properties.web();
		List<String> proxies = web.trustedProxies();
		mistakes.check(() -> ForwardHeaders.checkUnread(environment, proxies));
		boolean unread = proxies.isEmpty() && ForwardHeaders.readBefore(environment) == null;
		return ClientAddress.checked(ForwardedAddresses.checked(web.clientAddressHeader(), proxies, mistakes),
				web.ipv6Prefix(), unread ? web.clientAddressHeader() : null, mistakes);
	}

	@Bean("dev.ratelimit.requestSetup")
	ReactiveSetup rateLimitRequestSetup(ApplicationContext context, ObjectProvider<WebRules> rules,
			RateLimitProperties properties, UnlimitedCalls unlimited) {
		RateLimitProperties.Web web = properties.web();
		Environment environment = context.getEnvironment();
		return new ReactiveSetup(context,
				new AddressSetup(environment, web.clientAddressHeader(), web.trustedProxies(), unlimited),
				new RuleSetup(rules.getIfAvailable(WebRules::none), environment, unlimited, "spring.webflux.base-path"),
				context.containsBean(SECURITY_FILTER));
	}

	@Bean("dev.ratelimit.reactiveRequests")
	ReactiveRequests rateLimitReactiveRequests(ClientAddress address, RateLimitProperties properties,
			ApplicationContext context) {
		return new ReactiveRequests(address, properties.web().headers(), context);
	}

	@Bean("dev.ratelimit.callScope")
	@ConditionalOnMissingBean
	CallScope rateLimitCallScope(ReactiveRequests requests) {
		return new ReactiveCallScope(requests);
	}

	@Bean("dev.ratelimit.handledExchange")
	@ConditionalOnBean(RateLimitedPostProcessor.class)
	HandledExchange rateLimitHandledExchange(RateLimitedPostProcessor methods) {
		return new HandledExchange(methods::limitsMethods);
	}

	@Bean("dev.ratelimit.reactiveCors")
	ReactiveCors rateLimitReactiveCors(ApplicationContext context) {
		return new ReactiveCors(context);
	}

	@Bean("dev.ratelimit.reactiveRefusals")
	ReactiveRefusals rateLimitReactiveRefusals(ApplicationContext context, ReactiveCors cors) {
		return new ReactiveRefusals(context, cors);
	}

	@Bean("dev.ratelimit.ownHandlers")
	OwnHandlers rateLimitOwnHandlers(ReactiveRefusals refusals) {
		return new OwnHandlers(refusals);
	}

	/**
	 * Ahead of Spring Security, where that would be if it is not there. There without
	 * rules too: it answers for annotated methods that are refused.
	 */
	@Bean("dev.ratelimit.filter")
	RateLimitWebFilter rateLimitFilter(ObjectProvider<WebRules> rules, ReactiveRequests requests,
			ReactiveRefusals refusals, ReactiveCors cors) {
		return new RateLimitWebFilter(rules.getIfAvailable(WebRules::none).at(Stage.BEFORE_AUTHENTICATION),
				SECURITY_ORDER - 1, requests, refusals, cors);
	}

	/**
	 * The rules and what applies them after authentication.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnRateLimit("ratelimit.web.enabled")
	static class RulesConfiguration {

		@Bean("dev.ratelimit.webRules")
		WebRules rateLimitWebRules(ConfiguredRules configured, RateLimiterRegistry limiters, Expressions expressions,
				UnlimitedCalls unlimited, BeanFactory beans) {
			PathPatternParser parser = beans.containsBean(MAPPING)
					&& beans.getBean(MAPPING) instanceof AbstractHandlerMapping mapping ? mapping.getPathPatternParser()
							: PathPatternParser.defaultInstance;
			return unlimited.read(
					() -> WebRules.compile(configured.rules(), limiters, expressions, parser, ReactiveCall.NAMES),
					WebRules.none());
		}

		@Bean("dev.ratelimit.rateLimitedRequests")
		@Order(1)
		LimitedCall.Source rateLimitedRequests(ConfiguredRules configured, WebRules rules, BeanFactory beans) {
			return new LimitedRequests(configured.rules(), rules.all(), beans.containsBean(SECURITY_FILTER));
		}

		/**
		 * Behind Spring Security or, without it, behind the application's own filters,
		 * one of which may authenticate the user. Not there if no rule decides there:
		 * each filter has its price for all requests.
		 */
		@Bean("dev.ratelimit.filterAfterAuthentication")
		@Nullable RateLimitWebFilter rateLimitFilterAfterAuthentication(WebRules rules, ReactiveRequests requests,
				ReactiveRefusals refusals, ReactiveCors cors, BeanFactory beans) {
			int order = beans.containsBean(SECURITY_FILTER) ? SECURITY_ORDER + 1 : Ordered.LOWEST_PRECEDENCE;
			WebRules behind = rules.at(Stage.AFTER_AUTHENTICATION);
			return behind.isEmpty() ? null : new RateLimitWebFilter(behind, order, requests, refusals, cors);
		}

	}

}
