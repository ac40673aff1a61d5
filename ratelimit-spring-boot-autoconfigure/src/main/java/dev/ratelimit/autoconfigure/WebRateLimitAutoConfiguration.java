package dev.ratelimit.autoconfigure;

import dev.ratelimit.internal.address.AddressSetup;
import dev.ratelimit.internal.address.ClientAddress;
import dev.ratelimit.internal.address.ForwardHeaders;
import dev.ratelimit.internal.address.ForwardedAddresses;
import dev.ratelimit.internal.call.CallScope;
import dev.ratelimit.internal.check.Mistakes;
import dev.ratelimit.internal.check.UnlimitedCalls;
import dev.ratelimit.internal.cors.CorsLookup;
import dev.ratelimit.internal.http.RuleSetup;
import dev.ratelimit.internal.http.Stage;
import dev.ratelimit.internal.http.WebRules;
import dev.ratelimit.internal.properties.RateLimitProperties;
import dev.ratelimit.internal.servlet.ForwardedAddressResolver;
import dev.ratelimit.internal.servlet.RateLimitFilter;
import dev.ratelimit.internal.servlet.RefusalHandler;
import dev.ratelimit.internal.servlet.ServletCallScope;
import dev.ratelimit.internal.servlet.ServletSetup;
import dev.ratelimit.web.ClientAddressResolver;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.core.env.Environment;

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
@Import({ WebRulesConfiguration.class, WebRefusalConfigurations.Mvc.class, WebRefusalConfigurations.Plain.class })
@ImportRuntimeHints(ServletCallHints.class)
public final class WebRateLimitAutoConfiguration {

	@Bean("dev.ratelimit.webEagerInitialization")
	static LazyInitializationExcludeFilter rateLimitWebEagerInitialization() {
		return LazyInitializationExcludeFilter.forBeanTypes(WebRules.class, ClientAddressResolver.class);
	}

	@Bean("dev.ratelimit.clientAddressResolver")
	@ConditionalOnMissingBean
	ClientAddressResolver rateLimitClientAddressResolver(RateLimitProperties properties, Environment environment,
			Mistakes mistakes) {
		RateLimitProperties.Web web = properties.web();
		mistakes.check(() -> ForwardHeaders.checkUnread(environment, web.trustedProxies()));
		return new ForwardedAddressResolver(
				ForwardedAddresses.checked(web.clientAddressHeader(), web.trustedProxies(), mistakes));
	}

	@Bean("dev.ratelimit.clientAddress")
	ClientAddress rateLimitClientAddress(ClientAddressResolver resolver, RateLimitProperties properties,
			Environment environment, Mistakes mistakes) {
		RateLimitProperties.Web web = properties.web();
		boolean unread = resolver instanceof ForwardedAddressResolver && web.trustedProxies().isEmpty()
				&& ForwardHeaders.readBefore(environment) == null;
		return ClientAddress.checked(ForwardedAddressResolver.of(resolver), web.ipv6Prefix(),
				unread ? web.clientAddressHeader() : null, mistakes);
	}

	@Bean("dev.ratelimit.requestSetup")
	ServletSetup rateLimitRequestSetup(ApplicationContext context, ClientAddressResolver resolver,
			ObjectProvider<WebRules> rules, RateLimitProperties properties, UnlimitedCalls unlimited) {
		RateLimitProperties.Web web = properties.web();
		Environment environment = context.getEnvironment();
		return new ServletSetup(context, resolver,
				new AddressSetup(environment, web.clientAddressHeader(), web.trustedProxies(), unlimited),
				new RuleSetup(rules.getIfAvailable(WebRules::none), environment, unlimited,
						"server.servlet.context-path"));
	}

	@Bean("dev.ratelimit.corsLookup")
	CorsLookup rateLimitCorsLookup(ApplicationContext context) {
		return new CorsLookup(context);
	}

	@Bean("dev.ratelimit.callScope")
	@ConditionalOnMissingBean
	CallScope rateLimitCallScope(ClientAddress address, RateLimitProperties properties) {
		return new ServletCallScope(address, properties.web().headers());
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
		filter.setOrder(SecurityFilter.orderBeside(environment, -1));
		filter.setDispatcherTypes(RateLimitFilter.dispatches());
		return filter;
	}

}
