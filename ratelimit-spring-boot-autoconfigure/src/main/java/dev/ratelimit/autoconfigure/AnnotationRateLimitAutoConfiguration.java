package dev.ratelimit.autoconfigure;

import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.call.CallScope;
import dev.ratelimit.internal.check.UnlimitedCalls;
import dev.ratelimit.internal.expression.Expressions;
import dev.ratelimit.internal.method.RateLimitedPostProcessor;
import dev.ratelimit.internal.method.RateLimitedProxyFinisher;
import dev.ratelimit.internal.method.UnlimitedContexts;
import dev.ratelimit.internal.report.LimitedCall;
import dev.ratelimit.internal.report.LimitedMethods;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;

/**
 * Auto-configuration of {@link dev.ratelimit.annotation.RateLimited @RateLimited}.
 */
@AutoConfiguration(after = RateLimitAutoConfiguration.class)
@ConditionalOnRateLimit
public final class AnnotationRateLimitAutoConfiguration {

	private static final String POST_PROCESSOR = "dev.ratelimit.rateLimitedPostProcessor";

	@Bean(POST_PROCESSOR)
	static RateLimitedPostProcessor rateLimitedPostProcessor(ObjectProvider<RateLimiterRegistry> limiters,
			ObjectProvider<Expressions> expressions, ObjectProvider<CallScope> scope,
			ObjectProvider<UnlimitedCalls> unlimited) {
		return new RateLimitedPostProcessor(limiters, expressions, scope, unlimited);
	}

	/** Found by name, as a search by type creates FactoryBeans to learn their types. */
	@Bean("dev.ratelimit.rateLimitedProxyFinisher")
	static RateLimitedProxyFinisher rateLimitedProxyFinisher(
			@Qualifier(POST_PROCESSOR) RateLimitedPostProcessor limits) {
		return new RateLimitedProxyFinisher(limits);
	}

	@Bean("dev.ratelimit.unlimitedContexts")
	UnlimitedContexts rateLimitUnlimitedContexts(ApplicationContext context, ObjectProvider<UnlimitedCalls> unlimited) {
		return new UnlimitedContexts(context, unlimited);
	}

	@Bean("dev.ratelimit.rateLimitedMethods")
	@Order(2)
	LimitedCall.Source rateLimitedMethods(RateLimitedPostProcessor methods) {
		return new LimitedMethods(methods::limitedMethods);
	}

}
