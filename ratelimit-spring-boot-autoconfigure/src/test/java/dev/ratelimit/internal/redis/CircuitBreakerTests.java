package dev.ratelimit.internal.redis;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What counts as one outage.
 */
class CircuitBreakerTests {

	private final CircuitBreaker breaker = new CircuitBreaker("nobody decides.", null);

	@Test
	void tripsThatBeganBeforeAnOutageAreOfThatOne() {
		this.breaker.open("first", 0);
		this.breaker.open("beside", 0);
		assertThat(this.breaker.closed()).isFalse();
		assertThat(this.breaker.outages()).isEqualTo(1);
		this.breaker.close();
		this.breaker.open("late", 0);
		assertThat(this.breaker.closed()).isTrue();
		assertThat(this.breaker.outages()).isEqualTo(1);
	}

	@Test
	void tripsThatBeganAfterAnOutageAreOfAnother() {
		this.breaker.open("first", 0);
		this.breaker.close();
		this.breaker.open("second", 1);
		assertThat(this.breaker.closed()).isFalse();
		assertThat(this.breaker.outages()).isEqualTo(2);
	}

}
