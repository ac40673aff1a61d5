package dev.ratelimit.internal.algorithm;

import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceFieldUpdater;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

import dev.ratelimit.Limit;
import org.jspecify.annotations.Nullable;

/**
 * The answers of several limits to one call, told as one: of a refused call the longest
 * refusal, of an admitted one the least left. Held as states, of which the limits' own
 * decisions are made when they are first asked for, and then stay the same.
 */
final class Combination implements Reckoning {

	@SuppressWarnings("rawtypes")
	private static final AtomicReferenceFieldUpdater<Combination, List> PARTS = AtomicReferenceFieldUpdater
		.newUpdater(Combination.class, List.class, "parts");

	private final boolean charged;

	private final long asked;

	private final Reckoning[] reckonings;

	private final long[] words;

	private final long now;

	/** The parts where they were decisions from the beginning. */
	private final @Nullable List<LimitDecision> given;

	private volatile @Nullable List<LimitDecision> parts;

	Combination(boolean charged, long asked, Reckoning[] reckonings, long[] words, long now) {
		this.charged = charged;
		this.asked = asked;
		this.reckonings = reckonings;
		this.words = words;
		this.now = now;
		this.given = null;
	}

	private Combination(List<LimitDecision> parts) {
		this.charged = false;
		this.asked = 0;
		this.reckonings = new Reckoning[parts.size()];
		this.words = new long[0];
		this.now = 0;
		this.given = List.copyOf(parts);
	}

	static LimitDecision of(List<LimitDecision> parts) {
		long permits = 0;
		boolean allowed = true;
		boolean observed = false;
		boolean degraded = false;
		for (LimitDecision part : parts) {
			permits = Math.max(permits, part.permits());
			allowed &= part.allowed();
			observed |= part.observed();
			degraded |= part.degraded();
		}
		Verdict verdict = !allowed ? Verdict.REFUSED : observed ? Verdict.OBSERVED : Verdict.ALLOWED;
		return new LimitDecision(verdict, degraded, permits > 0, permits, new Combination(parts), 0, 0, 0);
	}

	LimitDecision map(UnaryOperator<LimitDecision> change) {
		return of(parts().stream().map(change).toList());
	}

	int size() {
		return this.reckonings.length;
	}

	/** One decision for each limit: the same ones always, since each is refunded once. */
	@SuppressWarnings("NullAway") // The updater's expectation is null
	List<LimitDecision> parts() {
		List<LimitDecision> known = (this.given != null) ? this.given : this.parts;
		while (known == null) {
			PARTS.compareAndSet(this, null, made());
			known = this.parts;
		}
		return known;
	}

	private List<LimitDecision> made() {
		LimitDecision[] parts = new LimitDecision[this.reckonings.length];
		for (int i = 0; i < parts.length; i++) {
			long word = this.words[2 * i];
			long side = this.words[2 * i + 1];
			boolean granted = this.charged || this.reckonings[i].retryAfter(word, side, this.now, this.asked) == 0;
			parts[i] = LimitDecision.of(granted, this.charged, this.asked, this.reckonings[i], word, side, this.now);
		}
		return List.of(parts);
	}

	/** Whether a part with this verdict, that of all together, passes a test. */
	boolean anyDecisive(boolean allowed, Predicate<LimitDecision> test) {
		return parts().stream().anyMatch((part) -> part.allowed() == allowed && test.test(part));
	}

	private LimitDecision decisive() {
		List<LimitDecision> parts = parts();
		LimitDecision decisive = parts.get(0);
		for (int i = 1; i < parts.size(); i++) {
			decisive = outweighs(parts.get(i), decisive) ? parts.get(i) : decisive;
		}
		return decisive;
	}

	private static boolean outweighs(LimitDecision part, LimitDecision other) {
		if (part.allowed() != other.allowed()) {
			return !part.allowed();
		}
		return part.allowed() ? part.remaining() < other.remaining() : part.retryAfterNanos() > other.retryAfterNanos();
	}

	@Override
	public Limit limit() {
		return decisive().policy();
	}

	@Override
	public long remaining(long word, long side, long now) {
		return decisive().remaining();
	}

	@Override
	public long retryAfter(long word, long side, long now, long permits) {
		LimitDecision decisive = decisive();
		if (!decisive.allowed()) {
			return decisive.retryAfterNanos();
		}
		long observed = 0;
		for (LimitDecision part : parts()) {
			observed = Math.max(observed, part.retryAfterNanos());
		}
		return observed;
	}

	@Override
	public long resetAfter(long word, long side, long now) {
		return decisive().resetAfterNanos();
	}

	@Override
	public long charged(long word, long side, long now) {
		return 0;
	}

	@Override
	public long windowNanos(long word, long side, long now) {
		return decisive().windowNanos();
	}

}
