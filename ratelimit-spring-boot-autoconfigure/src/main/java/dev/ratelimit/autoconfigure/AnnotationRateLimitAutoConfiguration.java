package dev.ratelimit.autoconfigure;

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.call.CallScope;
import dev.ratelimit.internal.check.UnlimitedCalls;
import dev.ratelimit.internal.expression.Expressions;
import dev.ratelimit.internal.method.LimitedMethod;
import dev.ratelimit.internal.method.RateLimitedPostProcessor;
import dev.ratelimit.internal.method.RateLimitedProxyFinisher;
import dev.ratelimit.internal.method.UnlimitedContexts;
import dev.ratelimit.internal.report.LimitedCall;
import dev.ratelimit.internal.report.ShortNames;

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
		return () -> calls(methods.limitedMethods());
	}

	private static Stream<LimitedCall> calls(List<LimitedMethod> methods) {
		UnaryOperator<String> names = ShortNames.of(methods.stream().map(LimitedMethod::method).toList());
		return methods.stream().map((method) -> call(method, names.apply(method.method())));
	}

	private static LimitedCall call(LimitedMethod method, String name) {
		List<String> notes = new ArrayList<>();
		if (!method.permits().equals("1")) {
			notes.add("permits " + method.permits());
		}
		if (method.condition() != null) {
			notes.add("if " + method.condition());
		}
		if (method.maxWait() != null) {
			notes.add(LimitedCall.waiting(method.maxWait()));
		}
		if (method.refundWhen() != null) {
			notes.add("refunded when " + method.refundWhen());
		}
		if (method.settle() != null) {
			notes.add("settled at " + method.settle());
		}
		if (method.plan() != null) {
			notes.add("on plan " + method.plan());
		}
		return new LimitedCall(name, method.limits(), method.key(), notes);
	}

}
