package dev.ratelimit.internal.remote;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.function.LongFunction;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.algorithm.LimitDecision;
import org.jspecify.annotations.Nullable;

/**
 * Permits of busy keys that this node has fetched ahead. They are charged already, so all
 * nodes together never admit more than the limit does in total. Each is spent within
 * {@link LeaseFetches#LASTS_NANOS} of its charge, of a fixed window within that window,
 * or given back. So in any span of time the nodes, however many, admit at most what the
 * limit grants in a span that is so much longer, and what came back unused. Permits that
 * lie unused on one node are missing on the others meanwhile.
 */
final class Leases {

	/** So often a call waits for what others fetch before it asks for itself alone. */
	private static final int ROUNDS = 10;

	private final Cache<String, Lease> leases;

	private final LeaseFetches fetches;

	private final LeaseReturns returns;

	private final Clock clock;

	/**
	 * No leases yet.
	 * @param most most permits of one
	 * @param maximumSize most keys that are watched
	 * @param returns gives back what was not used
	 * @param clock the time
	 */
	Leases(long most, long maximumSize, LeaseReturns returns, Clock clock) {
		this.fetches = new LeaseFetches(most, returns, clock);
		this.returns = returns;
		this.clock = clock;
		this.leases = Caffeine.newBuilder()
			.maximumSize(maximumSize)
			.executor(Runnable::run)
			.<String, Lease>evictionListener((key, lease, cause) -> returns.end(key, lease))
			.build();
	}

	/**
	 * Decides a call, with or without a trip.
	 * @param key the key
	 * @param limit its limit
	 * @param permits the cost
	 * @param now when the call began, of the clock
	 * @param deadline until when it may wait for what other calls fetch
	 * @param trip asks the store for so many permits
	 * @return the decision; null if the store was asked and did not answer
	 */
	@Nullable LimitDecision decide(String key, Limit limit, long permits, long now, long deadline,
			LongFunction<@Nullable LimitDecision> trip) {
		LimitDecision here = held(key, limit, permits, now);
		if (here != null) {
			return here;
		}
		LongFunction<CompletableFuture<@Nullable LimitDecision>> ask = (wanted) -> CompletableFuture
			.completedFuture(trip.apply(wanted));
		Lease lease = watched(key, limit, permits, now);
		for (int round = 0; lease != null && round < ROUNDS; round++) {
			CompletableFuture<Void> other = lease.beginFetch();
			if (other == null) {
				return this.fetches.fetch(key, lease, limit, permits, ask).join();
			}
			if (!await(other, deadline)) {
				return null;
			}
			here = lease.decide(limit, permits, this.clock.nanos());
			if (here != null) {
				return here;
			}
		}
		return alone(key, limit, permits, ask).join();
	}

	/**
	 * {@link #decide} without holding a thread. A call that comes while another one
	 * fetches asks for itself alone.
	 * @param key the key
	 * @param limit its limit
	 * @param permits the cost
	 * @param now when the call began, of the clock
	 * @param ask asks the store for so many permits
	 * @return completed with the decision, or with null if the store did not answer
	 */
	CompletableFuture<@Nullable LimitDecision> decideAsync(String key, Limit limit, long permits, long now,
			LongFunction<CompletableFuture<@Nullable LimitDecision>> ask) {
		LimitDecision here = held(key, limit, permits, now);
		if (here != null) {
			return CompletableFuture.completedFuture(here);
		}
		Lease lease = watched(key, limit, permits, now);
		return (lease != null && lease.beginFetch() == null) ? this.fetches.fetch(key, lease, limit, permits, ask)
				: alone(key, limit, permits, ask);
	}

	/** What the lease itself answers; null if the store must be asked. */
	private @Nullable LimitDecision held(String key, Limit limit, long permits, long now) {
		Lease lease = this.leases.getIfPresent(key);
		if (lease == null) {
			return null;
		}
		if (lease.otherThan(limit)) {
			this.returns.end(key, lease);
			return null;
		}
		return lease.decide(limit, permits, now);
	}

	/** The lease of a key that is worth one; null where it is asked call by call. */
	private @Nullable Lease watched(String key, Limit limit, long permits, long now) {
		long size = this.fetches.size(limit);
		Lease lease = (size > 0) ? this.leases.get(key, (same) -> new Lease(now)) : null;
		return (lease != null && lease.hot(now) && size + permits <= limit.quota()) ? lease : null;
	}

	/** Asks for this one call. */
	private CompletableFuture<@Nullable LimitDecision> alone(String key, Limit limit, long permits,
			LongFunction<CompletableFuture<@Nullable LimitDecision>> ask) {
		CompletableFuture<@Nullable LimitDecision> answer = ask.apply(permits);
		Lease lease = this.leases.getIfPresent(key);
		long size = this.fetches.size(limit);
		return (lease != null && size > 0)
				? answer.thenApply((decision) -> this.fetches.remembered(lease, decision, limit, permits, size))
				: answer;
	}

	/** Waits for what another call fetches, within this one's own time. */
	private boolean await(CompletableFuture<Void> fetch, long deadline) {
		try {
			Deadline.await(fetch.copy(), deadline, this.clock);
			return true;
		}
		catch (ExecutionException | TimeoutException ex) {
			return false;
		}
	}

	/** Forgets a key's lease. */
	void forget(String key) {
		this.leases.invalidate(key);
	}

	/** Gives everything back, as far as that is quickly done. */
	void close() {
		this.returns.endAll(this.leases.asMap());
		this.leases.invalidateAll();
	}

}
