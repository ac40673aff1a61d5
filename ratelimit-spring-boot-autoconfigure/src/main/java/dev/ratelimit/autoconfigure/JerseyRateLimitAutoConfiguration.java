package dev.ratelimit.autoconfigure;

import dev.ratelimit.internal.jersey.JerseyPostProcessor;
import dev.ratelimit.internal.servlet.RefusalHandler;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication.Type;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of what answers refused calls of Jersey's resources.
 */
@AutoConfiguration(after = WebRateLimitAutoConfiguration.class)
@ConditionalOnWebApplication(type = Type.SERVLET)
@ConditionalOnClass(name = { "jakarta.servlet.Filter", "org.glassfish.jersey.server.ResourceConfig" })
@ConditionalOnRateLimit
public final class JerseyRateLimitAutoConfiguration {

	@Bean("dev.ratelimit.jerseyPostProcessor")
	static JerseyPostProcessor rateLimitJerseyPostProcessor(ObjectProvider<RefusalHandler> refusals) {
		return new JerseyPostProcessor(refusals);
	}

}
