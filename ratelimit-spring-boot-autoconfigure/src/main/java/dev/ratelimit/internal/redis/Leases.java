package dev.ratelimit.internal.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.Mode;
import dev.ratelimit.internal.algorithm.LimitDecision;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Permits of busy keys that this node has fetched ahead. They are charged already, so all
 * nodes together never admit more than the limit does in total; but they may be spent
 * later than they were charged, so that in any one window up to what is out on lease may
 * come on top: at most one lease a node and key. What lies unused on one node is missing
 * on the others until it is spent, runs out after a period, or is given back.
 */
final class Leases {

	/** Below this a lease would save too few trips. */
	private static final long SMALLEST = 8;

	/** A lease is at most such a part of the quota. */
	private static final long PART = 10;

	/**
	 * For such a part of the time that a lease takes to refill the node refuses by
	 * itself.
	 */
	private static final long REFUSING_PART = 10;

	/** So often a call waits for what others fetch before it asks for itself alone. */
	private static final int ROUNDS = 10;

	private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(2);

	private static final int AT_ONCE = 500;

	private static final Log logger = LogFactory.getLog(Leases.class);

	private final long most;

	private final Cache<String, Lease> leases;

	private final GiveBack giveBack;

	private final IntSupplier outages;

	/**
	 * No leases yet.
	 * @param most most permits of one
	 * @param maximumSize most keys that are watched
	 * @param giveBack gives back what was not used
	 * @param outages how often Redis was away
	 */
	Leases(long most, long maximumSize, GiveBack giveBack, IntSupplier outages) {
		this.most = most;
		this.giveBack = giveBack;
		this.outages = outages;
		this.leases = Caffeine.newBuilder()
			.maximumSize(maximumSize)
			.executor(Runnable::run)
			.<String, Lease>evictionListener((key, lease, cause) -> end(key, lease))
			.build();
	}

	/** How many permits a lease of this limit has; 0 if it is asked call by call. */
	private long size(Limit limit) {
		boolean spaced = limit.algorithm() == Algorithm.LEAKY_BUCKET || limit.algorithm() == Algorithm.PACED_WINDOW;
		if (spaced || limit.mode() == Mode.OBSERVE) {
			return 0;
		}
		long size = Math.min(this.most, limit.quota() / PART);
		return (size >= SMALLEST) ? size : 0;
	}

	/**
	 * Decides a call, with or without a trip.
	 * @param key the key
	 * @param limit its limit
	 * @param permits the cost
	 * @param now when the call began, of {@link System#nanoTime()}
	 * @param deadline until when it may wait for what other calls fetch
	 * @param trip asks Redis for so many permits
	 * @return the decision; null if Redis was asked and did not answer
	 */
	@Nullable LimitDecision decide(String key, Limit limit, long permits, long now, long deadline, Trip trip) {
		long size = size(limit);
		Lease lease = (size > 0) ? this.leases.get(key, (same) -> new Lease()) : this.leases.getIfPresent(key);
		if (lease == null) {
			return trip.ask(permits);
		}
		if (lease.otherThan(limit)) {
			end(key, lease);
		}
		else {
			LimitDecision here = lease.decide(limit, permits, now);
			if (here != null) {
				return here;
			}
		}
		if (size == 0 || !lease.hot(now) || size + permits > limit.quota()) {
			return known(lease, trip.ask(permits), limit, permits, size);
		}
		long time = now;
		for (int round = 0; round < ROUNDS; round++) {
			CompletableFuture<Void> other = lease.beginFetch();
			if (other == null) {
				try {
					// Another fetch may just have ended
					LimitDecision here = lease.decide(limit, permits, time);
					return (here != null) ? here : fetch(key, lease, limit, permits, time, trip);
				}
				finally {
					lease.endFetch();
				}
			}
			if (!await(other, deadline)) {
				return null;
			}
			time = System.nanoTime();
			LimitDecision here = lease.decide(limit, permits, time);
			if (here != null) {
				return here;
			}
		}
		return known(lease, trip.ask(permits), limit, permits, size);
	}

	private @Nullable LimitDecision fetch(String key, Lease lease, Limit limit, long permits, long now, Trip trip) {
		end(key, lease);
		long size = size(limit);
		int outages = this.outages.getAsInt();
		LimitDecision fetched = trip.ask(size + permits);
		if (fetched != null && !fetched.allowed()) {
			// The rest, if there is any
			fetched = trip.ask(Math.min(Math.max(fetched.remaining(), permits), size + permits));
		}
		if (fetched == null || !fetched.allowed()) {
			return known(lease, fetched, limit, permits, size);
		}
		long kept = fetched.permits() - permits;
		lease.keep(fetched, kept, now, limit.rate().periodNanos(), outages);
		return LimitDecision.allowed(fetched.policy(), permits, fetched.remaining() + kept,
				fetched.resetAfter().toNanos(), fetched.charged());
	}

	/** Waits for what another call fetches, within this one's own time. */
	private static boolean await(CompletableFuture<Void> fetch, long deadline) {
		try {
			Deadline.await(fetch.copy(), deadline);
			return true;
		}
		catch (ExecutionException | TimeoutException ex) {
			return false;
		}
	}

	private static @Nullable LimitDecision known(Lease lease, @Nullable LimitDecision decision, Limit limit,
			long permits, long size) {
		if (decision != null && !decision.allowed()) {
			double refill = (double) limit.rate().periodNanos() * size / limit.rate().permits();
			lease.refuse(decision, permits, System.nanoTime(), (long) (refill / REFUSING_PART));
		}
		return decision;
	}

	private CompletableFuture<?> end(@Nullable String key, @Nullable Lease lease) {
		LimitDecision unused = (lease != null) ? lease.takeBack(this.outages.getAsInt()) : null;
		return (key != null && unused != null) ? this.giveBack.give(key, unused)
				: CompletableFuture.completedFuture(null);
	}

	/** Forgets a key's lease. */
	void forget(String key) {
		this.leases.invalidate(key);
	}

	/** Gives everything back, as far as that is quickly done. */
	void close() {
		long end = System.nanoTime() + CLOSE_NANOS;
		List<CompletableFuture<?>> given = new ArrayList<>();
		this.leases.asMap().forEach((key, lease) -> {
			if (given.size() % AT_ONCE == AT_ONCE - 1) {
				settle(given, end);
			}
			given.add(end(key, lease));
		});
		settle(given, end);
		this.leases.invalidateAll();
	}

	private static void settle(List<CompletableFuture<?>> given, long end) {
		try {
			CompletableFuture.allOf(given.toArray(CompletableFuture[]::new))
				.get(end - System.nanoTime(), TimeUnit.NANOSECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException | TimeoutException ex) {
			logger.warn("Not all leases could be given back", ex);
		}
	}

	/**
	 * Gives permits back, without waiting for it.
	 */
	interface GiveBack {

		CompletableFuture<?> give(String key, LimitDecision unused);

	}

	/**
	 * A trip to Redis.
	 */
	interface Trip {

		@Nullable LimitDecision ask(long permits);

	}

}
