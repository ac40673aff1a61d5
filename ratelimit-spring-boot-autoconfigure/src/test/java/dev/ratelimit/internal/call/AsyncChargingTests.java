package dev.ratelimit.internal.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.StoreLimiter;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Checks asked without holding a thread, of limiters that answer when the test wants it.
 */
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

	private static final class LateLimiter implements StoreLimiter {

		final Limit limit;

		final List<CompletableFuture<LimitDecision>> asked = new ArrayList<>();

		boolean broken;

		boolean stubborn;

		boolean prompt;

		int refunded;

		LateLimiter(String name) {
			this.limit = Limit.tokenBucket(name, "3/1h").build();
		}

		void admit() {
			this.asked.get(0).complete(peek(""));
		}

		void refuse() {
			this.asked.get(0).complete(LimitDecision.refused(this.limit, 0, 1, 1));
		}

		@Override
		public CompletableFuture<LimitDecision> requestAsync(String key, long permits, @Nullable Duration maxWait) {
			if (this.broken) {
				throw new IllegalStateException("broken");
			}
			CompletableFuture<LimitDecision> answer = this.stubborn ? new Stubborn() : new CompletableFuture<>();
			this.asked.add(answer);
			if (this.prompt) {
				admit();
			}
			return answer;
		}

		@Override
		public CompletableFuture<Decision> acquireAsync(String key, long permits, Duration maxWait) {
			throw new UnsupportedOperationException();
		}

		@Override
		public LimitDecision request(String key, long permits, @Nullable Duration maxWait) {
			throw new UnsupportedOperationException("holds a thread");
		}

		@Override
		public LimitDecision tryAcquire(String key, long permits) {
			throw new UnsupportedOperationException("holds a thread");
		}

		@Override
		public LimitDecision acquire(String key, long permits, Duration maxWait) {
			throw new UnsupportedOperationException("holds a thread");
		}

		@Override
		public LimitDecision peek(String key) {
			return LimitDecision.allowed(this.limit, 1, 2, 1, 0);
		}

		@Override
		public void settle(String key, Decision decision, long permits) {
			throw new UnsupportedOperationException();
		}

		@Override
		public void refund(String key, Decision decision) {
			this.refunded++;
		}

		@Override
		public void reset(String key) {
			throw new UnsupportedOperationException();
		}

	}

	/** Its answer is on the way. */
	private static final class Stubborn extends CompletableFuture<LimitDecision> {

		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			return false;
		}

	}

}
