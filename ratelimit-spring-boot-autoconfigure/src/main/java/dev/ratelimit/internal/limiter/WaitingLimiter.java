package dev.ratelimit.internal.limiter;

import java.time.Duration;
import java.util.Objects;

import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.algorithm.LimitDecision;
import org.jspecify.annotations.Nullable;

/**
 * What it is to wait: queued for a turn where that can be reserved, else by trying again
 * when the permits should be there. Nothing is held meanwhile.
 */
public abstract class WaitingLimiter implements StoreLimiter {

	protected final TimeSource time;

	private final @Nullable LimiterListener listener;

	/**
	 * Waits on a clock.
	 * @param time the clock
	 * @param listener takes note of every decision, or null
	 */
	protected WaitingLimiter(TimeSource time, @Nullable LimiterListener listener) {
		this.time = time;
		this.listener = listener;
	}

	@Override
	public final LimitDecision tryAcquire(String key, long permits) {
		return recorded(key, attempt(key, permits, this.time.nanos()));
	}

	private LimitDecision recorded(String key, LimitDecision decision) {
		if (this.listener != null) {
			this.listener.decided(key, decision);
		}
		return decision;
	}

	/**
	 * Spends if the permits are there.
	 * @param key whose permits
	 * @param permits how many
	 * @param now the time
	 * @return the decision
	 */
	protected abstract LimitDecision attempt(String key, long permits, long now);

	/**
	 * Spends now or ahead of time, if no limit makes the call wait longer than it may.
	 * @param key whose permits
	 * @param permits how many
	 * @param patience how long it may wait
	 * @param now the time
	 * @return the turn; null if turns cannot be reserved
	 */
	protected abstract @Nullable Turn reserve(String key, long permits, Patience patience, long now);

	/**
	 * Takes a reservation back while no later call holds a slot.
	 * @param key whose permits
	 * @param reserved what was reserved
	 * @param now when it was
	 */
	protected abstract void unreserve(String key, LimitDecision reserved, long now);

	/**
	 * A caller whose turn was reserved has left, or does not wait for it any longer.
	 * @param key whose permits
	 */
	protected void left(String key) {
	}

	/**
	 * Takes a place among the waiting callers of all limits concerned.
	 * @return false if there is none left
	 */
	protected abstract boolean enter();

	/** Gives that place back. */
	protected abstract void leave();

	/**
	 * The least quota that the limits grant a key.
	 * @param key the key
	 * @param now the time
	 * @return permits
	 */
	protected abstract long quota(String key, long now);

	/**
	 * The answer to a call for more than the quota.
	 * @param key whose permits
	 * @param permits how many
	 * @param now the time
	 * @return the decision
	 */
	protected abstract LimitDecision beyond(String key, long permits, long now);

	@Override
	public final LimitDecision acquire(String key, long permits, Duration maxWait) throws InterruptedException {
		if (maxWait.isNegative()) {
			throw new IllegalArgumentException("Invalid maxWait (%s): must not be negative".formatted(maxWait));
		}
		return recorded(key, await(key, permits, maxWait));
	}

	@Override
	public final LimitDecision request(String key, long permits, @Nullable Duration maxWait)
			throws InterruptedException {
		long asked = (permits < 0) ? 1 : permits;
		if (asked > 1) {
			long now = this.time.nanos();
			if (asked > quota(key, now)) {
				return recorded(key, beyond(key, asked, now));
			}
		}
		try {
			return recorded(key, await(key, asked, maxWait));
		}
		catch (IllegalArgumentException ex) {
			// The limit may have been changed to a smaller one meanwhile
			long now = this.time.nanos();
			if (asked > 1 && asked > quota(key, now)) {
				return recorded(key, beyond(key, asked, now));
			}
			throw ex;
		}
	}

	private LimitDecision await(String key, long permits, @Nullable Duration maxWait) throws InterruptedException {
		long now = this.time.nanos();
		LimitDecision decision = attempt(key, permits, now);
		return (decision.allowed() || permits == 0) ? decision
				: await(key, permits, new Patience(maxWait, 0), decision, now);
	}

	private LimitDecision await(String key, long permits, Patience patience, LimitDecision decision, long now)
			throws InterruptedException {
		if (!patience.bears(decision) || !enter()) {
			return decision;
		}
		try {
			Turn turn = reserve(key, permits, patience, now);
			LimitDecision waited = (turn != null) ? inTurn(key, turn, now) : byTrying(key, permits, decision, patience);
			if (this.listener != null) {
				this.listener.waited(waited, this.time.nanos() - now);
			}
			return waited;
		}
		finally {
			leave();
		}
	}

	private LimitDecision inTurn(String key, Turn turn, long now) throws InterruptedException {
		if (!turn.decision().allowed()) {
			return turn.decision();
		}
		try {
			if (turn.waitNanos() > 0) {
				this.time.sleep(turn.waitNanos());
			}
		}
		catch (InterruptedException ex) {
			unreserve(key, turn.decision(), now);
			throw ex;
		}
		finally {
			left(key);
		}
		return turn.decision();
	}

	private LimitDecision byTrying(String key, long permits, LimitDecision refusal, Patience patience)
			throws InterruptedException {
		LimitDecision decision = refusal;
		Patience left = patience;
		do {
			long wait = decision.retryAfterNanos();
			this.time.sleep(wait);
			left = left.after(wait);
			long now = this.time.nanos();
			if (permits > quota(key, now)) {
				// The key's plan has shrunk meanwhile
				return beyond(key, permits, now);
			}
			decision = attempt(key, permits, now);
		}
		while (!decision.allowed() && left.bears(decision));
		return decision;
	}

	/**
	 * How long a call may yet be made to wait.
	 *
	 * @param maxWait how long from the start; null for what each limit configures
	 * @param waitedNanos how long it has waited
	 */
	public record Patience(@Nullable Duration maxWait, long waitedNanos) {

		/**
		 * Whether no limit that refuses asks for a longer wait.
		 * @param refusal what was answered
		 * @return false if one does
		 */
		public boolean bears(LimitDecision refusal) {
			for (int i = 0; i < refusal.size(); i++) {
				LimitDecision part = refusal.part(i);
				if (!part.allowed() && part.retryAfterNanos() > leftFor(part.policy())) {
					return false;
				}
			}
			return true;
		}

		/**
		 * How long a limit may yet make the call wait.
		 * @param limit the limit
		 * @return nanoseconds
		 */
		public long leftFor(Limit limit) {
			Duration most = Objects.requireNonNullElse(this.maxWait, limit.maxWait());
			return nanos(most) - this.waitedNanos;
		}

		Patience after(long nanos) {
			return new Patience(this.maxWait, this.waitedNanos + nanos);
		}

		private static long nanos(Duration duration) {
			return (duration.getSeconds() >= Integer.MAX_VALUE) ? Long.MAX_VALUE : duration.toNanos();
		}

	}

}
