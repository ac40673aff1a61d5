package dev.ratelimit.internal.call;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.ratelimit.internal.expression.CallExpression;
import dev.ratelimit.internal.expression.Expressions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.StaticListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks asked without holding a thread, of limiters that answer when the test wants it.
 */
@Timeout(20)
class AsyncChargingTests {

	private final CallCharges charges = new CallCharges();

	private final List<Charge> charged = new ArrayList<>();

	private final LateLimiter first = new LateLimiter("first");

	private final LateLimiter second = new LateLimiter("second");

	private CompletableFuture<@Nullable Charge> ask() {
		return this.charges.chargeAsync(List.of(pending(this.first), pending(this.second)), this.charged::add);
	}

	private static PendingCheck pending(LateLimiter limiter) {
		Check check = new Check("here", List.of(limiter.limit.name()), limiter, null, Cost.ONE, null, null, null, false,
				null, null);
		return new PendingCheck(check, null, Map.of());
	}

	@Test
	void asksOneAfterTheOther() {
		CompletableFuture<@Nullable Charge> result = ask();
		assertThat(this.second.asked).isEmpty();
		this.first.admit();
		assertThat(this.second.asked).hasSize(1);
		assertThat(result).isNotDone();
		this.second.admit();
		assertThat(result).isCompletedWithValue(null);
		assertThat(this.charged).extracting((charge) -> charge.decision().limit()).containsExactly("first", "second");
		assertThat(this.charges.standing()).isEqualTo(this.charged);
	}

	@Test
	void stopsAtTheFirstRefusal() {
		CompletableFuture<@Nullable Charge> result = ask();
		this.first.refuse();
		assertThat(this.second.asked).isEmpty();
		assertThat(this.charged).hasSize(1);
		assertThat(result).isCompletedWithValue(this.charged.get(0));
	}

	@Test
	void leavesARefusalsRefundToTheCaller() {
		CompletableFuture<@Nullable Charge> result = ask();
		this.first.admit();
		this.second.refuse();
		assertThat(result).isCompleted();
		assertThat(this.first.refunded).isZero();
		assertThat(this.charges.refundAll()).hasSize(1);
		assertThat(this.first.refunded).isOne();
	}

	@Test
	void aFailureGivesEverythingBack() {
		CompletableFuture<@Nullable Charge> result = ask();
		this.first.admit();
		this.second.asked.get(0).completeExceptionally(new IllegalStateException("down"));
		assertThat(result).isCompletedExceptionally();
		assertThat(result.handle((charge, failure) -> failure.getMessage()).join()).isEqualTo("down");
		assertThat(this.first.refunded).isOne();
		assertThat(this.charges.standing()).isEmpty();
	}

	@Test
	void aLimiterThatThrowsGivesEverythingBack() {
		this.second.broken = true;
		CompletableFuture<@Nullable Charge> result = ask();
		this.first.admit();
		assertThat(result).isCompletedExceptionally();
		assertThat(this.first.refunded).isOne();
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void aUserWhoseNameCannotBeReadFailsTheCallAndGivesEverythingBack(boolean prompt) {
		this.first.prompt = prompt;
		CompletableFuture<@Nullable Charge> result = this.charges.chargeAsync(List.of(refundedByUser(this.first)),
				this.charged::add);
		if (!prompt) {
			this.first.admit();
		}
		assertThat(result).isCompletedExceptionally();
		assertThat(this.first.refunded).isOne();
		assertThat(this.charges.standing()).isEmpty();
	}

	private static PendingCheck refundedByUser(LateLimiter limiter) {
		CallExpression refundWhen = new Expressions(new StaticListableBeanFactory()).compile("here",
				"principal == 'anna'", Nameless.class, Map.of());
		Check check = new Check("here", List.of(limiter.limit.name()), limiter, null, Cost.ONE, null, null, refundWhen,
				false, null, null);
		return new PendingCheck(check, new Nameless(), Map.of());
	}

	@Test
	void cancellingCancelsWhatIsAskedAndGivesTheRestBack() {
		CompletableFuture<@Nullable Charge> result = ask();
		this.first.admit();
		result.cancel(true);
		assertThat(this.second.asked.get(0)).isCancelled();
		assertThat(this.first.refunded).isOne();
		assertThat(this.charges.standing()).isEmpty();
	}

	@Test
	void anAnswerThatCannotBeCancelledAnyMoreIsGivenBack() {
		this.second.stubborn = true;
		CompletableFuture<@Nullable Charge> result = ask();
		this.first.admit();
		result.cancel(true);
		this.second.admit();
		assertThat(this.first.refunded).isOne();
		assertThat(this.second.refunded).isOne();
		assertThat(this.charged).hasSize(1);
	}

	@Test
	void checksWhoseLimitersAnswerAtOnceAreDoneAtOnce() {
		List<PendingCheck> checks = new ArrayList<>();
		for (int i = 0; i < 300; i++) {
			LateLimiter limiter = new LateLimiter("limit" + i);
			limiter.prompt = true;
			checks.add(pending(limiter));
		}
		assertThat(this.charges.chargeAsync(checks, this.charged::add)).isCompletedWithValue(null);
		assertThat(this.charged).hasSize(300);
	}

	private static final class Nameless extends Client {

		@Override
		public String getPrincipal() {
			throw new IllegalStateException("as the test wants it");
		}

	}

}
