package dev.ratelimit.internal.remote;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.Mode;
import dev.ratelimit.internal.algorithm.LimitDecision;
import org.jspecify.annotations.Nullable;

/**
 * Fetches permits ahead, as many as a key was lately worth.
 */
final class LeaseFetches {

	/** Below this a lease would save too few trips. */
	private static final long SMALLEST = 8;

	/** A lease is at most such a part of the quota. */
	private static final long PART = 10;

	/**
	 * For such a part of the time that a lease takes to refill the node refuses by
	 * itself.
	 */
	private static final long REFUSING_PART = 10;

	/** So long after it was charged a permit is spent, or given back. */
	static final long LASTS_NANOS = TimeUnit.MILLISECONDS.toNanos(100);

	private final long most;

	private final LeaseReturns returns;

	private final Clock clock;

	/**
	 * No fetches yet.
	 * @param most most permits of one
	 * @param returns gives back what was not used
	 * @param clock the time
	 */
	LeaseFetches(long most, LeaseReturns returns, Clock clock) {
		this.most = most;
		this.returns = returns;
		this.clock = clock;
	}

	/** How many permits a lease of this limit has; 0 if it is asked call by call. */
	long size(Limit limit) {
		boolean spaced = limit.algorithm() == Algorithm.LEAKY_BUCKET || limit.algorithm() == Algorithm.PACED_WINDOW;
		// Fetched at the end of a month it would be spent in the next
		boolean calendar = limit.rate().calendar() != null;
		if (spaced || calendar || limit.mode() == Mode.OBSERVE) {
			return 0;
		}
		long size = Math.min(this.most, limit.quota() / PART);
		return (size >= SMALLEST) ? size : 0;
	}

	/**
	 * Asks for a call and for the calls to come.
	 * @param key the key
	 * @param lease its lease, of which this call has begun the fetch, which ends here
	 * @param limit its limit
	 * @param permits the cost of the call
	 * @param ask asks the store for so many permits
	 * @return completed with the call's decision, or with null if the store did not
	 * answer
	 */
	CompletableFuture<@Nullable LimitDecision> fetch(String key, Lease lease, Limit limit, long permits,
			LongFunction<CompletableFuture<@Nullable LimitDecision>> ask) {
		// Another fetch may just have ended
		LimitDecision here = lease.decide(limit, permits, this.clock.nanos());
		if (here != null) {
			lease.endFetch();
			return CompletableFuture.completedFuture(here);
		}
		this.returns.end(key, lease);
		long size = lease.wanted(SMALLEST, size(limit));
		long now = this.clock.nanos();
		int outages = this.returns.outages();
		return asked(lease, ask, size + permits)
			.thenCompose(
					(fetched) -> (fetched == null || fetched.allowed()) ? CompletableFuture.completedFuture(fetched)
							// The rest, if there is any
							: ask.apply(Math.min(Math.max(fetched.remaining(), permits), size + permits)))
			.<@Nullable LimitDecision>thenApply((fetched) -> {
				if (fetched == null || !fetched.allowed()) {
					return remembered(lease, fetched, limit, permits, size);
				}
				long kept = fetched.permits() - permits;
				keep(key, lease, fetched, kept, now, outages);
				return LimitDecision.allowed(fetched.policy(), permits, fetched.remaining() + kept,
						fetched.resetAfterNanos(), fetched.charged());
			})
			.whenComplete((decision, failure) -> lease.endFetch());
	}

	/** Asks; whatever comes of it, the fetch is not left open. */
	private static CompletableFuture<@Nullable LimitDecision> asked(Lease lease,
			LongFunction<CompletableFuture<@Nullable LimitDecision>> ask, long permits) {
		try {
			return ask.apply(permits);
		}
		catch (RuntimeException ex) {
			lease.endFetch();
			throw ex;
		}
	}

	/**
	 * Keeps what a call leaves of its fetch, but never beyond the end of a fixed window:
	 * what is spent later belongs to the next.
	 */
	private void keep(String key, Lease lease, LimitDecision fetched, long kept, long now, int outages) {
		boolean ends = fetched.policy().algorithm() == Algorithm.FIXED_WINDOW;
		long lasts = ends ? Math.min(LASTS_NANOS, fetched.resetAfterNanos()) : LASTS_NANOS;
		int grant = lease.keep(fetched, kept, now, lasts, outages);
		if (kept > 0) {
			this.returns.endLater(key, lease, grant, lasts);
		}
	}

	/** Has the lease remember a decision if it is a refusal, and returns it. */
	@Nullable LimitDecision remembered(Lease lease, @Nullable LimitDecision decision, Limit limit, long permits, long size) {
		if (decision != null && !decision.allowed()) {
			double refill = (double) limit.rate().periodNanos() * size / limit.rate().permits();
			lease.refuse(decision, permits, this.clock.nanos(), (long) (refill / REFUSING_PART));
		}
		return decision;
	}

}
