package dev.ratelimit.internal.call;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.SimpleLimiter;
import dev.ratelimit.internal.limiter.Waiter;
import org.jspecify.annotations.Nullable;

/**
 * A limiter that answers when the test wants it.
 */
final class LateLimiter implements SimpleLimiter {

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
	public CompletableFuture<LimitDecision> requestAsync(String key, long permits, @Nullable Duration maxWait,
			@Nullable Waiter waiter) {
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
	public LimitDecision request(String key, long permits, @Nullable Duration maxWait, @Nullable Waiter waiter) {
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
	public CompletableFuture<?> settleAsync(String key, Decision decision, long permits) {
		return CompletableFuture.failedFuture(new IllegalStateException("the limiter is broken"));
	}

	@Override
	public void refund(String key, Decision decision) {
		this.refunded++;
	}

	@Override
	public boolean forget(String key) {
		throw new UnsupportedOperationException();
	}

	/** Its answer is on the way. */
	private static final class Stubborn extends CompletableFuture<LimitDecision> {

		@Override
		public boolean cancel(boolean mayInterruptIfRunning) {
			return false;
		}

	}

}
