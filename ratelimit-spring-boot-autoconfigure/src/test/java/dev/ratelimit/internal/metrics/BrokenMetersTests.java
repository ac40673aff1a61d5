package dev.ratelimit.internal.metrics;

import java.util.function.ToDoubleFunction;

import dev.ratelimit.RateLimiter;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.noop.NoopCounter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Meter registries that fail.
 */
class BrokenMetersTests extends MetricsScene {

	@Test
	void aRegistryThatMakesNoMetersFailsNeitherTheStartNorACall() {
		MeterRegistry broken = new SimpleMeterRegistry() {

			@Override
			protected Counter newCounter(Meter.Id id) {
				throw new IllegalArgumentException("no counters here");
			}

		};
		LocalRateLimiterRegistry limiters = limiters(broken, 100, this.two);
		new KeyGauges(() -> limiters).bindTo(broken);
		assertThat(limiters.get("two").tryAcquire("key").allowed()).isTrue();
		assertThat(broken.get("ratelimit.wait").timer()).isNotNull();
		assertThat(broken.get("ratelimit.keys").gauge().value()).isEqualTo(1);
	}

	@Test
	void aRegistryThatMakesNoGaugesIsToldOfTheOtherMeters() {
		MeterRegistry broken = new SimpleMeterRegistry() {

			@Override
			protected <T> Gauge newGauge(Meter.Id id, T object, ToDoubleFunction<T> value) {
				throw new IllegalArgumentException("no gauges here");
			}

		};
		LocalRateLimiterRegistry limiters = limiters(broken, 100, this.two, this.three);
		assertThatNoException().isThrownBy(() -> new KeyGauges(() -> limiters).bindTo(broken));
		assertThat(limiters.get("two").tryAcquire("key").allowed()).isTrue();
		assertThat(broken.get("ratelimit.requests").tags("limit", "two", "outcome", "allowed").counter().count())
			.isOne();
	}

	@Test
	void metersThatThrowFailNoCall() {
		MeterRegistry broken = new SimpleMeterRegistry() {

			@Override
			protected Counter newCounter(Meter.Id id) {
				return new NoopCounter(id) {

					@Override
					public void increment(double amount) {
						throw new IllegalStateException("full");
					}

				};
			}

		};
		RateLimiter limiter = limiters(broken, 100, this.two).get("two");
		assertThat(limiter.tryAcquire("key").allowed()).isTrue();
		assertThat(limiter.tryAcquire("key").allowed()).isTrue();
		assertThat(limiter.tryAcquire("key").allowed()).isFalse();
	}

}
