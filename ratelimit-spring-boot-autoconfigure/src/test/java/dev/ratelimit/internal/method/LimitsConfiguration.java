package dev.ratelimit.internal.method;

import java.util.List;
import java.util.Map;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.call.CallScope;
import dev.ratelimit.internal.check.Mistakes;
import dev.ratelimit.internal.check.UnlimitedCalls;
import dev.ratelimit.internal.expression.Expressions;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * What auto-configuration does for annotations, with a clock that stands still.
 */
@Configuration(proxyBeanMethods = false)
class LimitsConfiguration {

	@Bean
	static RateLimitedPostProcessor rateLimitedPostProcessor(ObjectProvider<RateLimiterRegistry> limiters,
			ObjectProvider<Expressions> expressions, ObjectProvider<CallScope> scope,
			ObjectProvider<UnlimitedCalls> unlimited) {
		return new RateLimitedPostProcessor(limiters, expressions, scope, unlimited);
	}

	@Bean
	static RateLimitedProxyFinisher rateLimitedProxyFinisher(RateLimitedPostProcessor limits) {
		return new RateLimitedProxyFinisher(limits);
	}

	@Bean
	UnlimitedContexts unlimitedContexts(ApplicationContext context, ObjectProvider<UnlimitedCalls> unlimited) {
		return new UnlimitedContexts(context, unlimited);
	}

	@Bean
	UnlimitedCalls unlimited() {
		return new UnlimitedCalls(false, new Mistakes());
	}

	@Bean
	ManualTimeSource timeSource() {
		return new ManualTimeSource();
	}

	@Bean
	LocalRateLimiterRegistry limiters(ManualTimeSource time) {
		Limit plan = Limit.of("plan", Algorithm.FIXED_WINDOW, "10/1m");
		List<Limit> limits = List.of(Limit.of("default", Algorithm.FIXED_WINDOW, "3/1m"),
				Limit.of("one", Algorithm.FIXED_WINDOW, "1/1m"), Limit.of("two", Algorithm.FIXED_WINDOW, "2/1m"),
				Limit.concurrency("exports", 1).build(), Limit.of("shape", Algorithm.LEAKY_BUCKET, "1/s"), plan);
		return new LocalRateLimiterRegistry(limits, Map.of("plan", Map.of("poor", plan.withRate("5/1m"))), null, time,
				1000);
	}

	@Bean
	Expressions expressions(BeanFactory beans) {
		return new Expressions(beans);
	}

}
