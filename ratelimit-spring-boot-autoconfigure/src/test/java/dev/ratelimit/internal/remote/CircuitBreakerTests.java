package dev.ratelimit.internal.remote;

import dev.ratelimit.internal.remote.StoreFailure.Extent;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What counts as an outage.
 */
@ExtendWith(OutputCaptureExtension.class)
class CircuitBreakerTests {

	private static final StoreFailure GONE = new StoreFailure(Extent.CONNECTION, "gone", "the line is dead", "");

	private static final StoreFailure LATE = new StoreFailure(Extent.STORE, "late", "no answer", "wait");

	private static final StoreFailure ODD = new StoreFailure(Extent.CALL, "odd", "an odd key", "rename it");

	private final CircuitBreaker breaker = new CircuitBreaker("The store", "nobody decides", null, Clock.SYSTEM);

	@Test
	void aLostConnectionOpensAtOnce() {
		failed(GONE);
		assertThat(this.breaker.closed()).isFalse();
		assertThat(this.breaker.reason()).isEqualTo("the line is dead");
	}

	@Test
	void tripsThatBeganBeforeAnOutageAreOfThatOne() {
		this.breaker.failed(GONE, System.nanoTime(), 0);
		this.breaker.failed(GONE, System.nanoTime(), 0);
		assertThat(this.breaker.closed()).isFalse();
		assertThat(this.breaker.outages()).isEqualTo(1);
		this.breaker.close();
		this.breaker.failed(GONE, System.nanoTime(), 0);
		assertThat(this.breaker.closed()).isTrue();
		assertThat(this.breaker.outages()).isEqualTo(1);
	}

	@Test
	void tripsThatBeganAfterAnOutageAreOfAnother() {
		failed(GONE);
		this.breaker.close();
		failed(GONE);
		assertThat(this.breaker.closed()).isFalse();
		assertThat(this.breaker.outages()).isEqualTo(2);
	}

	@Test
	void oneLateAnswerInAHundredIsNoOutage(CapturedOutput output) {
		for (int call = 0; call < 10_000; call++) {
			if (call % 100 == 0) {
				failed(LATE);
			}
			else {
				this.breaker.answered();
			}
			assertThat(this.breaker.closed()).isTrue();
		}
		assertThat(output.getAll().split("The store cannot decide", -1)).as("told once").hasSize(2);
		assertThat(output).contains("no answer: wait");
	}

	@Test
	void callsThatAreLateTogetherAreNoOutage() {
		for (int pause = 0; pause < 5; pause++) {
			long begun = System.nanoTime();
			for (int call = 0; call < 64; call++) {
				this.breaker.failed(LATE, begun, 0);
			}
			assertThat(this.breaker.closed()).isTrue();
			for (int call = 0; call < 64; call++) {
				this.breaker.answered();
			}
		}
	}

	@Test
	void halfOfTheCallsLateIsAnOutage() {
		int failures = 0;
		while (this.breaker.closed() && failures < 20) {
			failed(LATE);
			failures++;
			if (this.breaker.closed()) {
				this.breaker.answered();
			}
		}
		assertThat(failures).isBetween(3, 10);
	}

	@Test
	void fiveLateAnswersInARowAreAnOutageToldOnce(CapturedOutput output) {
		for (int call = 0; call < 5; call++) {
			assertThat(this.breaker.closed()).isTrue();
			failed(LATE);
		}
		assertThat(this.breaker.closed()).isFalse();
		this.breaker.close();
		assertThat(output).containsOnlyOnce("The store cannot decide").containsOnlyOnce("decides rate limits again");
	}

	@Test
	void aFailureOfOneCallIsNoOutageButKnown(CapturedOutput output) {
		for (int call = 0; call < 100; call++) {
			failed(ODD);
		}
		assertThat(this.breaker.closed()).isTrue();
		assertThat(this.breaker.reason()).isEqualTo("an odd key: rename it");
		assertThat(output).containsOnlyOnce("an odd key: rename it");
	}

	private void failed(StoreFailure failure) {
		this.breaker.failed(failure, System.nanoTime(), this.breaker.outages());
	}

}
