package dev.ratelimit.autoconfigure;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.context.annotation.Conditional;

/**
 * Matches while limits, or a part of them, are switched on, or else while they are off.
 */
@Target({ ElementType.TYPE, ElementType.METHOD })
@Retention(RetentionPolicy.RUNTIME)
@Conditional(OnRateLimitCondition.class)
@interface ConditionalOnRateLimit {

	/**
	 * The switches. Each is on unless it is set otherwise; one that is off is enough for
	 * off.
	 */
	String[] value() default "ratelimit.enabled";

	/**
	 * What to match.
	 */
	boolean on() default true;

}
