package dev.ratelimit.annotation;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

import org.springframework.boot.autoconfigure.ImportAutoConfiguration;

/**
 * Brings the limits of the application's configuration into a test of a slice. On a test
 * class beside {@code @WebMvcTest}, {@code @JdbcTest} and the like, rules and
 * {@link RateLimited} limit as in the application. A slice without this annotation has no
 * limits; a {@link dev.ratelimit.RateLimiterRegistry} that is injected there admits
 * everything, under any name.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Documented
@Inherited
@ImportAutoConfiguration
public @interface AutoConfigureRateLimits {

}
