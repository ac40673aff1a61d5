package dev.ratelimit.internal.limiter;

import java.time.Duration;
import java.util.Objects;

import dev.ratelimit.Limit;
import dev.ratelimit.internal.algorithm.LimitDecision;
import org.jspecify.annotations.Nullable;

/**
 * How long a call may yet be made to wait.
 *
 * @param maxWait how long from the start; null for what each limit configures
 * @param waitedNanos how long it has waited
 */
public record WaitBudget(@Nullable Duration maxWait, long waitedNanos) {

	/** Does not wait. */
	public static final WaitBudget NONE = new WaitBudget(Duration.ZERO, 0);

	private static final WaitBudget CONFIGURED = new WaitBudget(null, 0);

	static WaitBudget of(@Nullable Duration maxWait) {
		return (maxWait != null) ? new WaitBudget(maxWait, 0) : CONFIGURED;
	}

	/**
	 * Whether the call may wait until it would be admitted: no limit that refuses it has
	 * blocked the key or asks for a longer wait than is left. For permits in flight it is
	 * enough that some time is left.
	 * @param refusal what was answered
	 * @return true if it may wait
	 */
	public boolean covers(LimitDecision refusal) {
		for (int i = 0; i < refusal.size(); i++) {
			LimitDecision part = refusal.part(i);
			if (!part.allowed() && (part.blocked() || part.retryAfterNanos() > patienceFor(part.policy()))) {
				return false;
			}
		}
		return true;
	}

	/**
	 * The longest wait that a limit may ask for without the call giving up.
	 * @param limit the limit
	 * @return nanoseconds; for permits in flight unbounded while any time is left, as it
	 * cannot be known when they come back
	 */
	public long patienceFor(Limit limit) {
		long left = leftFor(limit);
		return (left > 0 && InFlight.counts(limit)) ? Long.MAX_VALUE : left;
	}

	/**
	 * How long all limits that refuse may yet make the call wait.
	 * @param refusal what was answered
	 * @return nanoseconds
	 */
	long left(LimitDecision refusal) {
		long left = Long.MAX_VALUE;
		for (int i = 0; i < refusal.size(); i++) {
			LimitDecision part = refusal.part(i);
			left = part.allowed() ? left : Math.min(left, leftFor(part.policy()));
		}
		return left;
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

	WaitBudget after(long nanos) {
		return new WaitBudget(this.maxWait, this.waitedNanos + nanos);
	}

	private static long nanos(Duration duration) {
		return (duration.getSeconds() >= Integer.MAX_VALUE) ? Long.MAX_VALUE : duration.toNanos();
	}

}
