package dev.ratelimit.autoconfigure;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

/**
 * Servlet applications with rules.
 */
abstract class WebRulesScene {

	static final AutoConfigurations OURS = AutoConfigurations.of(RateLimitAutoConfiguration.class,
			LocalRateLimitAutoConfiguration.class, AnnotationRateLimitAutoConfiguration.class,
			WebRateLimitAutoConfiguration.class);

	static final String[] RULES = { "ratelimit.limits.api.rate=5/1s", "ratelimit.web.rules[0].limits=api",
			"ratelimit.web.rules[0].paths=/api/**", "ratelimit.web.rules[1].limits=api",
			"ratelimit.web.rules[1].paths=/me", "ratelimit.web.rules[1].key=principal" };

	final WebApplicationContextRunner runner = new WebApplicationContextRunner().withConfiguration(OURS)
		.withPropertyValues(RULES);

}
