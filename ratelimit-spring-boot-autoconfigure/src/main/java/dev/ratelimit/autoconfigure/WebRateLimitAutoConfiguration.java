package dev.ratelimit.autoconfigure;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.address.AddressSetup;
import dev.ratelimit.internal.address.ClientAddress;
import dev.ratelimit.internal.address.ForwardHeaders;
import dev.ratelimit.internal.call.CallScope;
import dev.ratelimit.internal.check.UnlimitedCalls;
import dev.ratelimit.internal.cors.CorsLookup;
import dev.ratelimit.internal.expression.Expressions;
import dev.ratelimit.internal.http.Stage;
import dev.ratelimit.internal.http.WebRules;
import dev.ratelimit.internal.method.LimitedChildContext;
import dev.ratelimit.internal.properties.ConfiguredRules;
import dev.ratelimit.internal.properties.RateLimitProperties;
import dev.ratelimit.internal.report.LimitedCall;
import dev.ratelimit.internal.report.LimitedRequests;
import dev.ratelimit.internal.servlet.ChildContexts;
import dev.ratelimit.internal.servlet.ClientSetup;
import dev.ratelimit.internal.servlet.ForwardedAddressResolver;
import dev.ratelimit.internal.servlet.MvcRefusalHandler;
import dev.ratelimit.internal.servlet.ProblemRefusalHandler;
import dev.ratelimit.internal.servlet.RateLimitFilter;
import dev.ratelimit.internal.servlet.RefusalHandler;
import dev.ratelimit.internal.servlet.RequestSetup;
import dev.ratelimit.internal.servlet.RoutedRefusals;
import dev.ratelimit.internal.servlet.ServletCall;
import dev.ratelimit.internal.servlet.StaticResources;
import dev.ratelimit.internal.servlet.WebCallScope;
import dev.ratelimit.web.ClientAddressResolver;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.web.context.request.RequestContextListener;
import org.springframework.web.filter.RequestContextFilter;
import org.springframework.web.util.pattern.PathPatternParser;

/**
 * Auto-configuration of limits on web requests in servlet applications, with Spring MVC
 * and Spring Security or without.
 */
@AutoConfiguration(after = { RateLimitAutoConfiguration.class, LocalRateLimitAutoConfiguration.class },
		afterName = { "org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration",
				"org.springframework.boot.autoconfigure.security.servlet.SecurityAutoConfiguration" })
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass(name = { "jakarta.servlet.Filter", "org.springframework.web.util.pattern.PathPatternParser" })
@ConditionalOnRateLimit
@ImportRuntimeHints(WebCallHints.class)
public final class WebRateLimitAutoConfiguration {

	private static final String SECURITY_FILTER = "springSecurityFilterChain";

	private static final String SECURITY_ORDER = "spring.security.filter.order";

	/** Spring MVC's own, made as the application has configured it. */
	private static final String MVC_PATTERN_PARSER = "mvcPatternParser";

	@Bean("dev.ratelimit.webEagerInitialization")
	static LazyInitializationExcludeFilter rateLimitWebEagerInitialization() {
		return LazyInitializationExcludeFilter.forBeanTypes(WebRules.class, ClientAddressResolver.class);
	}

	@Bean("dev.ratelimit.clientAddressResolver")
	@ConditionalOnMissingBean
	ClientAddressResolver rateLimitClientAddressResolver(RateLimitProperties properties, Environment environment) {
		RateLimitProperties.Web web = properties.web();
		ForwardHeaders.checkUnread(environment, web.trustedProxies());
		// The whole address: ClientAddress takes the prefix, whoever resolves it
		return new ForwardedAddressResolver(web.clientAddressHeader(), web.trustedProxies(), 128);
	}

	@Bean("dev.ratelimit.clientAddress")
	ClientAddress rateLimitClientAddress(ClientAddressResolver resolver, RateLimitProperties properties,
			Environment environment) {
		RateLimitProperties.Web web = properties.web();
		boolean unread = resolver instanceof ForwardedAddressResolver && web.trustedProxies().isEmpty()
				&& ForwardHeaders.readBefore(environment) == null;
		return new ClientAddress(ForwardedAddressResolver.of(resolver), web.ipv6Prefix(),
				unread ? web.clientAddressHeader() : null);
	}

	@Bean("dev.ratelimit.clientSetup")
	ClientSetup rateLimitClientSetup(ApplicationContext context, ClientAddressResolver resolver,
			RateLimitProperties properties, UnlimitedCalls unlimited) {
		RateLimitProperties.Web web = properties.web();
		return new ClientSetup(context, resolver, new AddressSetup(context.getEnvironment(), web.clientAddressHeader(),
				!web.trustedProxies().isEmpty(), unlimited));
	}

	@Bean("dev.ratelimit.corsLookup")
	CorsLookup rateLimitCorsLookup(ApplicationContext context) {
		return new CorsLookup(context);
	}

	@Bean("dev.ratelimit.callScope")
	@ConditionalOnMissingBean
	CallScope rateLimitCallScope(ClientAddress address, RateLimitProperties properties) {
		return new WebCallScope(address, properties.web().headers());
	}

	/**
	 * Ahead of Spring Security, where that would be if it is not there. There without
	 * rules too: it answers for annotated methods that are refused where MVC does not see
	 * it.
	 */
	@Bean("dev.ratelimit.filter")
	FilterRegistrationBean<RateLimitFilter> rateLimitFilter(ObjectProvider<WebRules> rules, ClientAddress address,
			RefusalHandler refusals, CorsLookup cors, RateLimitProperties properties, Environment environment) {
		WebRules before = rules.getIfAvailable(WebRules::none).at(Stage.BEFORE_AUTHENTICATION);
		FilterRegistrationBean<RateLimitFilter> filter = new FilterRegistrationBean<>(
				new RateLimitFilter(before, address, properties.web().headers(), refusals, cors));
		filter.setOrder(besideSecurity(environment, -1));
		return filter;
	}

	private static int besideSecurity(Environment environment, int step) {
		int security = environment.getProperty(SECURITY_ORDER, Integer.class, -100);
		try {
			return Math.addExact(security, step);
		}
		catch (ArithmeticException ex) {
			throw new InvalidConfigurationException(SECURITY_ORDER, "%d leaves no room for rules %s Spring Security"
				.formatted(security, (step < 0) ? "before" : "after"), "Set it to %d".formatted(security - step));
		}
	}

	/**
	 * The rules and what applies them after authentication.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnRateLimit("ratelimit.web.enabled")
	static class RulesConfiguration {

		@Bean("dev.ratelimit.webRules")
		WebRules rateLimitWebRules(ConfiguredRules configured, RateLimiterRegistry limiters, Expressions expressions,
				ObjectProvider<StaticResources> staticResources, BeanFactory beans) {
			PathPatternParser parser = beans.containsBean(MVC_PATTERN_PARSER)
					? beans.getBean(MVC_PATTERN_PARSER, PathPatternParser.class) : PathPatternParser.defaultInstance;
			WebRules rules = WebRules.compileNamed(configured.rules(), limiters, expressions, parser,
					ServletCall.NAMES);
			StaticResources statics = staticResources.getIfAvailable();
			return (statics != null) ? rules.withStaticResources(statics) : rules;
		}

		@Bean("dev.ratelimit.requestSetup")
		RequestSetup rateLimitRequestSetup(ApplicationContext context, WebRules rules, UnlimitedCalls unlimited) {
			return new RequestSetup(context, rules, unlimited);
		}

		@Bean("dev.ratelimit.rateLimitedRequests")
		@Order(1)
		LimitedCall.Source rateLimitedRequests(ConfiguredRules configured, WebRules rules, BeanFactory beans) {
			return new LimitedRequests(configured.rules(), rules.stages(), rules.keys(), rules.plans(),
					beans.containsBean(SECURITY_FILTER));
		}

		@Bean("dev.ratelimit.filterAfterAuthentication")
		@ConditionalOnBean(name = SECURITY_FILTER)
		FilterRegistrationBean<RateLimitFilter> rateLimitFilterAfterAuthentication(WebRules rules,
				ClientAddress address, RefusalHandler refusals, CorsLookup cors, RateLimitProperties properties,
				Environment environment) {
			WebRules after = rules.at(Stage.AFTER_AUTHENTICATION);
			FilterRegistrationBean<RateLimitFilter> filter = new FilterRegistrationBean<>(
					new RateLimitFilter(after, address, properties.web().headers(), refusals, cors));
			filter.setEnabled(!after.isEmpty());
			if (filter.isEnabled()) {
				filter.setOrder(besideSecurity(environment, 1));
			}
			return filter;
		}

		/**
		 * Behind the application's own filters, one of which may say who the user is. No
		 * registration: Spring Boot puts those ahead of filters that are beans without an
		 * order.
		 */
		@Bean("dev.ratelimit.filterAfterAuthentication")
		@ConditionalOnMissingBean(name = SECURITY_FILTER)
		RateLimitFilter rateLimitFilterAfterTheApplications(WebRules rules, ClientAddress address,
				RefusalHandler refusals, CorsLookup cors, RateLimitProperties properties) {
			return new RateLimitFilter(rules.at(Stage.AFTER_AUTHENTICATION), address, properties.web().headers(),
					refusals, cors);
		}

	}

	/**
	 * Refusals where there is Spring MVC.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(name = "org.springframework.web.servlet.HandlerExceptionResolver")
	static class MvcConfiguration {

		@Bean("dev.ratelimit.routedRefusals")
		static RoutedRefusals rateLimitRoutedRefusals() {
			return new RoutedRefusals();
		}

		@Bean("dev.ratelimit.childContexts")
		ChildContexts rateLimitChildContexts() {
			return new ChildContexts(LimitedChildContext.class);
		}

		@Bean("dev.ratelimit.staticResources")
		StaticResources rateLimitStaticResources(ApplicationContext context) {
			return new StaticResources(context);
		}

		@Bean("dev.ratelimit.refusalHandler")
		MvcRefusalHandler rateLimitRefusalHandler(ApplicationContext context) {
			return new MvcRefusalHandler(context);
		}

	}

	/**
	 * What Spring MVC would have brought.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnMissingClass("org.springframework.web.servlet.HandlerExceptionResolver")
	static class ServletConfiguration {

		@Bean("dev.ratelimit.refusalHandler")
		ProblemRefusalHandler rateLimitRefusalHandler(ApplicationContext context) {
			return new ProblemRefusalHandler(context);
		}

		/** Lets annotated methods see the request; ahead of Spring Security and of us. */
		@Bean("dev.ratelimit.requestContextFilter")
		@ConditionalOnMissingBean({ RequestContextFilter.class, RequestContextListener.class })
		FilterRegistrationBean<RequestContextFilter> rateLimitRequestContextFilter() {
			FilterRegistrationBean<RequestContextFilter> filter = new FilterRegistrationBean<>(
					new RequestContextFilter());
			filter.setOrder(-105);
			return filter;
		}

	}

}
