package dev.ratelimit.benchmarks;

import dev.ratelimit.autoconfigure.AnnotationRateLimitAutoConfiguration;
import dev.ratelimit.autoconfigure.LocalRateLimitAutoConfiguration;
import dev.ratelimit.autoconfigure.MetricsRateLimitAutoConfiguration;
import dev.ratelimit.autoconfigure.RateLimitAutoConfiguration;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.Banner;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * An application with the starter, not on the web: what users get.
 */
@Configuration(proxyBeanMethods = false)
@ImportAutoConfiguration({ RateLimitAutoConfiguration.class, LocalRateLimitAutoConfiguration.class,
		AnnotationRateLimitAutoConfiguration.class, MetricsRateLimitAutoConfiguration.class })
class Starter {

	/**
	 * Starts it.
	 * @param source the application's own configuration
	 * @param properties its properties
	 * @return its beans
	 */
	static BeanFactory start(Class<?> source, String... properties) {
		return new SpringApplicationBuilder(Starter.class, source).web(WebApplicationType.NONE)
			.bannerMode(Banner.Mode.OFF)
			.logStartupInfo(false)
			.properties("logging.level.root=warn")
			.properties(properties)
			.run();
	}

	/** With somewhere to count. */
	@Configuration(proxyBeanMethods = false)
	static class Metered {

		@Bean
		MeterRegistry meters() {
			return new SimpleMeterRegistry();
		}

	}

}
