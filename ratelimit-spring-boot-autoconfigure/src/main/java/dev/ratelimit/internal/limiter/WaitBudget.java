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
	 * Whether no limit that refuses asks for a longer wait, or has blocked the key, and
	 * any time is left for those whose permits others give back.
	 * @param refusal what was answered
	 * @return false if one does
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
	 * The longest time until a limit would admit the call with which it still waits.
	 * @param limit the limit
	 * @return nanoseconds; without bound while it waits for permits in flight, as these
	 * come back when a call is over, nobody knows when
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
