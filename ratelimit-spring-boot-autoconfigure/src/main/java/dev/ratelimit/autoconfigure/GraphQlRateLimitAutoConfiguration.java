package dev.ratelimit.autoconfigure;

import dev.ratelimit.internal.graphql.RefusalResolver;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of what becomes of refused calls in Spring for GraphQL.
 */
@AutoConfiguration(after = RateLimitAutoConfiguration.class)
@ConditionalOnClass(name = "org.springframework.graphql.execution.DataFetcherExceptionResolver")
@ConditionalOnRateLimit
public final class GraphQlRateLimitAutoConfiguration {

	@Bean("dev.ratelimit.graphQlRefusalResolver")
	RefusalResolver rateLimitRefusalResolver() {
		return new RefusalResolver();
	}

}
