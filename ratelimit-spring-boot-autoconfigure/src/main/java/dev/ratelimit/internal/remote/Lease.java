package dev.ratelimit.internal.remote;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import dev.ratelimit.Limit;
import dev.ratelimit.internal.algorithm.LimitDecision;
import org.jspecify.annotations.Nullable;

/**
 * What a node holds of one key: permits that the store has charged already, or the
 * knowledge that there are none. Times are those of a {@link Clock}.
 * <p>
 * Threads race for the permits by compare-and-set, so none is spent twice. What a
 * decision says beside that it is allowed may be of a grant a moment older or newer.
 */
final class Lease {

	/** So many calls within {@link #HOT_NANOS} make a key hot. */
	private static final int HOT_CALLS = 8;

	private static final long HOT_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private final AtomicLong permits = new AtomicLong();

	/** Of the one thread that fetches; the others wait for what it brings. */
	private final AtomicReference<@Nullable CompletableFuture<Void>> fetch = new AtomicReference<>();

	private volatile @Nullable Answer granted;

	private volatile @Nullable Answer refused;

	private volatile long countedSince;

	private volatile int calls;

	/** Goes up with each grant, so that the end of one does not end the next. */
	private volatile int grants;

	/** How many permits are worth fetching: twice what the last grant was spent of. */
	private volatile long wanted = 2 * HOT_CALLS;

	Lease(long now) {
		this.countedSince = now;
	}

	/** How many permits to fetch, as the key was busy lately. */
	long wanted(long least, long most) {
		return Math.max(least, Math.min(this.wanted, most));
	}

	/** Whether what is here was granted or refused under another plan. */
	boolean otherThan(Limit limit) {
		Answer granted = this.granted;
		Answer refused = this.refused;
		return granted != null && !granted.of(limit) || refused != null && !refused.of(limit);
	}

	/** Spends what is here; null if the store must be asked. */
	@Nullable LimitDecision decide(Limit limit, long permits, long now) {
		Answer refused = this.refused;
		if (refused != null && refused.of(limit) && permits >= refused.permits && now - refused.until < 0) {
			return refused.refusal(now);
		}
		Answer granted = this.granted;
		if (granted == null || !granted.of(limit) || now - granted.until >= 0) {
			return null;
		}
		for (long left = this.permits.get(); left >= permits; left = this.permits.get()) {
			if (this.permits.compareAndSet(left, left - permits)) {
				return granted.admission(permits, left - permits, now);
			}
		}
		return null;
	}

	/**
	 * Counts a trip; returns whether there were many lately. Racing threads may miss one.
	 */
	boolean hot(long now) {
		if (now - this.countedSince > HOT_NANOS) {
			this.countedSince = now;
			this.calls = 0;
		}
		return ++this.calls >= HOT_CALLS;
	}

	/** The fetch that is under way; null if this thread is the one to fetch now. */
	@Nullable CompletableFuture<Void> beginFetch() {
		return this.fetch.compareAndExchange(null, new CompletableFuture<>());
	}

	void endFetch() {
		CompletableFuture<Void> ended = this.fetch.getAndSet(null);
		if (ended != null) {
			ended.complete(null);
		}
	}

	/**
	 * Keeps what was charged beyond the call that fetched it. A lease that is ended
	 * meanwhile loses it, rather than spend it after the end.
	 * @return the grant
	 */
	int keep(LimitDecision charged, long permits, long now, long lastsNanos, int outages) {
		int grant = this.grants + 1;
		this.grants = grant;
		this.refused = null;
		this.permits.set(permits);
		this.granted = new Answer(charged, permits, now, now + lastsNanos, outages);
		return grant;
	}

	/** Whether a grant is the last one. */
	boolean isLast(int grant) {
		return this.grants == grant;
	}

	/** Remembers a refusal. */
	void refuse(LimitDecision refusal, long permits, long now, long lastsNanos) {
		this.refused = new Answer(refusal, permits, now, now + Math.min(lastsNanos, refusal.retryAfterNanos()), 0);
	}

	/**
	 * Takes what is left, to be given back; null if nothing is, or the store was away
	 * since it was charged and may know nothing of it.
	 */
	@Nullable LimitDecision takeBack(int outages) {
		Answer granted = this.granted;
		this.granted = null;
		this.refused = null;
		long left = this.permits.getAndSet(0);
		if (granted != null) {
			this.wanted = 2 * (granted.permits - left);
		}
		return (granted != null && left > 0 && granted.outages == outages) ? granted.admission(left, 0, granted.at)
				: null;
	}

	/**
	 * What the store said.
	 *
	 * @param decision the decision
	 * @param permits how many permits they are about
	 * @param at when it was made
	 * @param until how long they hold
	 * @param outages how often the store had been away before
	 */
	private record Answer(LimitDecision decision, long permits, long at, long until, int outages) {

		/** Not if the limit was changed since. */
		boolean of(Limit limit) {
			return this.decision.policy() == limit || this.decision.policy().equals(limit);
		}

		LimitDecision admission(long spent, long left, long now) {
			return LimitDecision.allowed(this.decision.policy(), spent, this.decision.remaining() + left,
					Math.max(this.decision.resetAfter().toNanos() - (now - this.at), 0), this.decision.charged());
		}

		LimitDecision refusal(long now) {
			long passed = now - this.at;
			return LimitDecision.refused(this.decision.policy(), this.decision.remaining(),
					Math.max(this.decision.retryAfterNanos() - passed, 1),
					Math.max(this.decision.resetAfter().toNanos() - passed, 1));
		}

	}

}
