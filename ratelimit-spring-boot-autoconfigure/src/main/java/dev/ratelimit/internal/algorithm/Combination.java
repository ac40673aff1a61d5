package dev.ratelimit.internal.algorithm;

import java.util.List;

/**
 * Makes one decision of those of several limits.
 */
final class Combination {

	private Combination() {
	}

	static LimitDecision of(List<LimitDecision> parts) {
		LimitDecision decisive = parts.get(0);
		long permits = 0;
		long observedRetry = 0;
		boolean observed = false;
		boolean degraded = false;
		for (LimitDecision part : parts) {
			decisive = outweighs(part, decisive) ? part : decisive;
			permits = Math.max(permits, part.permits());
			observed |= part.observed();
			observedRetry = part.observed() ? Math.max(observedRetry, part.retryAfterNanos()) : observedRetry;
			degraded |= part.degraded();
		}
		boolean allowed = decisive.allowed();
		Verdict verdict = !allowed ? Verdict.REFUSED : observed ? Verdict.OBSERVED : Verdict.ALLOWED;
		Known known = new Known(decisive.remaining(), allowed ? observedRetry : decisive.retryAfterNanos(),
				decisive.resetAfterNanos(), 0);
		return new LimitDecision(decisive.policy(), verdict, degraded, permits > 0, permits, known, 0, 0, 0,
				List.copyOf(parts));
	}

	private static boolean outweighs(LimitDecision part, LimitDecision other) {
		if (part.allowed() != other.allowed()) {
			return !part.allowed();
		}
		return part.allowed() ? part.remaining() < other.remaining() : part.retryAfterNanos() > other.retryAfterNanos();
	}

}
