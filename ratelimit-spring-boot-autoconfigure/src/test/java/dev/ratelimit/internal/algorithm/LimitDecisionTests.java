package dev.ratelimit.internal.algorithm;

import java.time.Duration;
import java.util.List;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.Mode;
import dev.ratelimit.RateLimitExceededException;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class LimitDecisionTests {

	private static final Limit MINUTE = Limit.of("per-minute", Algorithm.FIXED_WINDOW, "100/1m");

	private static final Limit SECOND = Limit.of("per-second", Algorithm.TOKEN_BUCKET, "5/s").withCapacity(20L);

	private static final Limit OBSERVING = Limit.of("trial", Algorithm.FIXED_WINDOW, "1/1m").withMode(Mode.OBSERVE);

	@Test
	void anAdmissionSaysWhatWasSpentAndWhatIsLeft() {
		LimitDecision decision = LimitDecision.allowed(SECOND, 3, 17, 600, 42);
		assertThat(decision.allowed()).isTrue();
		assertThat(decision.limit()).isEqualTo("per-second");
		assertThat(decision.policy()).isSameAs(SECOND);
		assertThat(decision.quota()).isEqualTo(20);
		assertThat(decision.permits()).isEqualTo(3);
		assertThat(decision.remaining()).isEqualTo(17);
		assertThat(decision.retryAfter()).isZero();
		assertThat(decision.resetAfter()).hasNanos(600);
		assertThat(decision.charged()).isEqualTo(42);
		assertThat(decision.observed()).isFalse();
		assertThat(decision.degraded()).isFalse();
		assertThat(decision.parts()).containsExactly(decision);
	}

	@Test
	void aRefusalSpendsNothing() {
		LimitDecision decision = LimitDecision.refused(MINUTE, 2, 30, 40);
		assertThat(decision.allowed()).isFalse();
		assertThat(decision.observed()).isFalse();
		assertThat(decision.permits()).isZero();
		assertThat(decision.remaining()).isEqualTo(2);
		assertThat(decision.retryAfter()).hasNanos(30);
		assertThat(decision.retryAfterNanos()).isEqualTo(30);
		assertThat(decision.resetAfter()).hasNanos(40);
	}

	@Test
	void anObservingLimitAdmitsAndReportsWhatItWouldHaveDecided() {
		LimitDecision decision = LimitDecision.refused(OBSERVING, 0, 30, 40);
		assertThat(decision.allowed()).isTrue();
		assertThat(decision.observed()).isTrue();
		assertThat(decision.permits()).isZero();
		assertThat(decision.retryAfter()).hasNanos(30);
	}

	@Test
	void theLimitWithTheLeastRemainingDecidesAnAdmission() {
		List<LimitDecision> parts = List.of(LimitDecision.allowed(MINUTE, 1, 5, 10, 0),
				LimitDecision.allowed(SECOND, 1, 4, 99, 0));
		LimitDecision decision = LimitDecision.combined(parts);
		assertThat(decision.allowed()).isTrue();
		assertThat(decision.limit()).isEqualTo("per-second");
		assertThat(decision.permits()).isEqualTo(1);
		assertThat(decision.remaining()).isEqualTo(4);
		assertThat(decision.resetAfter()).hasNanos(99);
		assertThat(decision.parts()).isEqualTo(parts);
	}

	@Test
	void theLimitWithTheLongestWaitDecidesARefusal() {
		LimitDecision decision = LimitDecision.combined(List.of(LimitDecision.refused(SECOND, 0, 10, 10),
				LimitDecision.allowed(MINUTE.withRate("1/m"), 0, 0, 99, 0), LimitDecision.refused(MINUTE, 1, 20, 30)));
		assertThat(decision.allowed()).isFalse();
		assertThat(decision.limit()).isEqualTo("per-minute");
		assertThat(decision.permits()).isZero();
		assertThat(decision.retryAfter()).hasNanos(20);
		assertThat(decision.remaining()).isEqualTo(1);
	}

	@Test
	void anObservingLimitNeverRefusesACombination() {
		LimitDecision over = LimitDecision.refused(OBSERVING, 0, 30, 40);
		LimitDecision admitted = LimitDecision.combined(List.of(over, LimitDecision.allowed(MINUTE, 1, 5, 10, 0)));
		assertThat(admitted.allowed()).isTrue();
		assertThat(admitted.observed()).isTrue();
		assertThat(admitted.retryAfter()).hasNanos(30);
		LimitDecision refused = LimitDecision.combined(List.of(over, LimitDecision.refused(MINUTE, 0, 20, 20)));
		assertThat(refused.allowed()).isFalse();
		assertThat(refused.observed()).isFalse();
		assertThat(refused.limit()).isEqualTo("per-minute");
		assertThat(refused.retryAfter()).hasNanos(20);
	}

	@Test
	void onePartIsTheDecisionItself() {
		LimitDecision decision = LimitDecision.refused(MINUTE, 0, 30, 40);
		assertThat(LimitDecision.combined(List.of(decision))).isSameAs(decision);
	}

	@Test
	void settlingIsClaimedOnceAndNeverOfARefusal() {
		LimitDecision decision = LimitDecision.allowed(MINUTE, 1, 5, 10, 0);
		assertThat(decision.claimSettling()).isTrue();
		assertThat(decision.claimSettling()).isFalse();
		assertThat(LimitDecision.refused(MINUTE, 0, 30, 40).claimSettling()).isFalse();
		assertThat(LimitDecision.allowed(MINUTE, 0, 5, 10, 0).claimSettling()).isTrue();
	}

	@Test
	void isReadable() {
		assertThat(LimitDecision.refused(MINUTE, 2, Duration.ofSeconds(30).toNanos(), Duration.ofSeconds(40).toNanos()))
			.hasToString("REFUSED by per-minute (spent 0, remaining 2 of 100, retry after PT30S, reset after PT40S)");
	}

	@Test
	void theExceptionCarriesTheRefusal() {
		LimitDecision decision = LimitDecision.refused(MINUTE, 2, 1_500_000_000, 40);
		RateLimitExceededException exception = new RateLimitExceededException(decision);
		assertThat(exception).hasMessage("Limit 'per-minute' exceeded, retry after 2 seconds");
		assertThat(exception.decision()).isSameAs(decision);
	}

}
