package dev.ratelimit.autoconfigure;

import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.actuate.RateLimitsEndpoint;
import dev.ratelimit.internal.actuate.RequestCounts;
import dev.ratelimit.internal.limiter.StoreRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;

/**
 * When there is an endpoint.
 */
class EndpointRateLimitAutoConfigurationTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RateLimitAutoConfiguration.class,
				LocalRateLimitAutoConfiguration.class, EndpointRateLimitAutoConfiguration.class))
		.withPropertyValues("ratelimit.limits.api.rate=5/s");

	@Test
	void anEndpointThatIsNotExposedCountsNothing() {
		this.runner.run((context) -> assertThat(context).doesNotHaveBean(RateLimitsEndpoint.class)
			.doesNotHaveBean(RequestCounts.class)
			.hasSingleBean(StoreRegistry.class));
		this.runner
			.withPropertyValues("management.endpoints.web.exposure.include=*",
					"management.endpoint.ratelimits.access=NONE")
			.run((context) -> assertThat(context).doesNotHaveBean(RateLimitsEndpoint.class));
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=ratelimits")
			.run((context) -> assertThat(context).hasSingleBean(RateLimitsEndpoint.class)
				.hasSingleBean(RequestCounts.class));
	}

	@Test
	void withoutActuatorThereIsNone() {
		this.runner.withClassLoader(new FilteredClassLoader("org.springframework.boot.actuate"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(RequestCounts.class));
	}

	@Test
	void aRegistryOfTheUsersIsShownAsFarAsItIsKnown() {
		RateLimiterRegistry theirs = mock(RateLimiterRegistry.class);
		this.runner.withPropertyValues("management.endpoints.web.exposure.include=ratelimits")
			.withBean("theirs", RateLimiterRegistry.class, () -> theirs)
			.run((context) -> assertThat(context.getBean(RateLimitsEndpoint.class).limits())
				.containsOnlyKeys("limits"));
	}

}
