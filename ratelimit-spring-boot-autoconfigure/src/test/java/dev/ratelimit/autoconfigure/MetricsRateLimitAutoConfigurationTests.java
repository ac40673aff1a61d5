package dev.ratelimit.autoconfigure;

import java.util.List;
import java.util.Map;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.events.RefusalEvents;
import dev.ratelimit.internal.limiter.DisabledRateLimiterRegistry;
import dev.ratelimit.internal.limiter.LimiterListener;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import dev.ratelimit.internal.metrics.KeyGauges;
import dev.ratelimit.internal.metrics.MetricsListener;
import dev.ratelimit.internal.metrics.ObservationListener;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.micrometer.metrics.autoconfigure.CompositeMeterRegistryAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.MetricsAutoConfiguration;
import org.springframework.boot.micrometer.metrics.autoconfigure.export.simple.SimpleMetricsExportAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

class MetricsRateLimitAutoConfigurationTests {

	private final ApplicationContextRunner bare = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RateLimitAutoConfiguration.class,
				LocalRateLimitAutoConfiguration.class, MetricsRateLimitAutoConfiguration.class))
		.withPropertyValues("ratelimit.limits.api.rate=1/1d");

	private final ApplicationContextRunner application = this.bare.withConfiguration(
			AutoConfigurations.of(MetricsAutoConfiguration.class, CompositeMeterRegistryAutoConfiguration.class,
					SimpleMetricsExportAutoConfiguration.class, ObservationAutoConfiguration.class));

	@Test
	void decisionsAreCountedFromTheStartOn() {
		this.application.run((context) -> {
			MeterRegistry meters = context.getBean(MeterRegistry.class);
			assertThat(meters.get("ratelimit.requests").tags("limit", "api", "outcome", "rejected").counter().count())
				.isZero();
			assertThat(meters.get("ratelimit.keys").tag("limit", "api").gauge().value()).isZero();
			RateLimiterRegistry limiters = context.getBean(RateLimiterRegistry.class);
			limiters.get("api").tryAcquire("a");
			limiters.get("api").tryAcquire("a");
			assertThat(meters.get("ratelimit.requests").tags("limit", "api", "outcome", "allowed").counter().count())
				.isOne();
			assertThat(meters.get("ratelimit.requests").tags("limit", "api", "outcome", "rejected").counter().count())
				.isOne();
			assertThat(meters.get("ratelimit.keys").tag("limit", "api").gauge().value()).isOne();
			assertThat(context).hasSingleBean(ObservationListener.class);
		});
	}

	@Test
	void itIsAllThereWhereBeansAreCreatedLazily() {
		this.application
			.withInitializer(
					(context) -> context.addBeanFactoryPostProcessor(new LazyInitializationBeanFactoryPostProcessor()))
			.run((context) -> {
				context.getBean(RateLimiterRegistry.class).get("api").tryAcquire("a");
				MeterRegistry meters = context.getBean(MeterRegistry.class);
				assertThat(meters.get("ratelimit.keys").gauge().value()).isOne();
			});
	}

	@Test
	void severalRegistriesAreAllTold() {
		this.application.withBean("first", SimpleMeterRegistry.class, SimpleMeterRegistry::new)
			.withBean("second", SimpleMeterRegistry.class, SimpleMeterRegistry::new)
			.run((context) -> {
				context.getBean(RateLimiterRegistry.class).get("api").tryAcquire("a");
				for (String name : List.of("first", "second")) {
					MeterRegistry meters = context.getBean(name, MeterRegistry.class);
					assertThat(meters.get("ratelimit.requests").tag("outcome", "allowed").counter().count()).isOne();
					assertThat(meters.get("ratelimit.keys").gauge().value()).isOne();
				}
			});
	}

	@Test
	void withoutARegistryOrMicrometerNothingIsCounted() {
		this.bare.run((context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(MetricsListener.class)
			.doesNotHaveBean(ObservationListener.class));
		this.bare.withClassLoader(new FilteredClassLoader("io.micrometer"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean("dev.ratelimit.metricsListener"));
	}

	@Test
	void withoutMicrometersCoreObservationsAreToldAllTheSame() {
		this.bare.withConfiguration(AutoConfigurations.of(ObservationAutoConfiguration.class))
			.withClassLoader(new FilteredClassLoader("io.micrometer.core"))
			.run((context) -> assertThat(context).hasNotFailed()
				.hasSingleBean(ObservationListener.class)
				.doesNotHaveBean("dev.ratelimit.metricsListener"));
	}

	@Test
	void switchedOffNothingIsThere() {
		this.application.withPropertyValues("ratelimit.enabled=false")
			.run((context) -> assertThat(context).hasNotFailed()
				.doesNotHaveBean(MetricsListener.class)
				.doesNotHaveBean(KeyGauges.class));
	}

	@Test
	void aUsersRegistryStartsAndIsGaugedIfItCanBeLookedInto() {
		this.application.withBean(RateLimiterRegistry.class, () -> new DisabledRateLimiterRegistry(List.of()))
			.run((context) -> assertThat(context).hasNotFailed());
		this.application
			.withBean(RateLimiterRegistry.class,
					() -> new LocalRateLimiterRegistry(List.of(Limit.of("own", Algorithm.FIXED_WINDOW, "1/1d")),
							Map.of(), null, TimeSource.system(), 10))
			.run((context) -> {
				context.getBean(RateLimiterRegistry.class).get("own").tryAcquire("a");
				assertThat(
						context.getBean(MeterRegistry.class).get("ratelimit.keys").tag("limit", "own").gauge().value())
					.isOne();
			});
	}

	@Test
	void recordersAreToldInOrderTheEventsLast() {
		this.application
			.run((context) -> assertThat(context.getBeanProvider(LimiterListener.class).orderedStream()).hasSize(3)
				.hasExactlyElementsOfTypes(MetricsListener.class, ObservationListener.class, RefusalEvents.class));
	}

}
