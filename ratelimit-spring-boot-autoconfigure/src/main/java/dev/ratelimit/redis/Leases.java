package dev.ratelimit.redis;

import java.util.function.BiConsumer;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.Mode;
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

	private final long most;

	private final Cache<String, Lease> leases;

	private final BiConsumer<String, Decision> giveBack;

	/**
	 * No leases yet.
	 * @param most most permits of one
	 * @param maximumSize most keys that are watched
	 * @param giveBack gives back what was not used
	 */
	Leases(long most, long maximumSize, BiConsumer<String, Decision> giveBack) {
		this.most = most;
		this.giveBack = giveBack;
		this.leases = Caffeine.newBuilder()
			.maximumSize(maximumSize)
			.executor(Runnable::run)
			.<String, Lease>evictionListener((key, lease, cause) -> end(key, lease))
			.build();
	}

	/** How many permits a lease of this limit has; 0 if it is asked call by call. */
	long size(Limit limit) {
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
	 * @param trip asks Redis for so many permits
	 * @return the decision; null if Redis was asked and did not answer
	 */
	@Nullable Decision decide(String key, Limit limit, long permits, Trip trip) {
		long now = System.nanoTime();
		Lease lease = this.leases.get(key, (same) -> new Lease());
		Decision here = lease.decide(limit, permits, now);
		if (here != null) {
			return here;
		}
		long size = size(limit);
		long wanted = size + permits;
		if (!lease.hot(now) || wanted > limit.quota() || !lease.beginFetch()) {
			return known(lease, trip.ask(permits), limit, permits, size);
		}
		try {
			Decision unused = lease.takeBack();
			if (unused != null) {
				this.giveBack.accept(key, unused);
			}
			Decision fetched = trip.ask(wanted);
			if (fetched != null && !fetched.allowed()) {
				// The rest, if there is any
				fetched = trip.ask(Math.min(Math.max(fetched.remaining(), permits), wanted));
			}
			if (fetched == null || !fetched.allowed()) {
				return known(lease, fetched, limit, permits, size);
			}
			long kept = fetched.permits() - permits;
			lease.keep(fetched, kept, now, limit.rate().periodNanos());
			return Decision.allowed(fetched.policy(), permits, fetched.remaining() + kept,
					fetched.resetAfter().toNanos(), fetched.charged());
		}
		finally {
			lease.endFetch();
		}
	}

	private static @Nullable Decision known(Lease lease, @Nullable Decision decision, Limit limit, long permits,
			long size) {
		if (decision != null && !decision.allowed()) {
			double refill = (double) limit.rate().periodNanos() * size / limit.rate().permits();
			lease.refuse(decision, permits, System.nanoTime(), (long) (refill / REFUSING_PART));
		}
		return decision;
	}

	private void end(@Nullable String key, @Nullable Lease lease) {
		Decision unused = (lease != null) ? lease.takeBack() : null;
		if (key != null && unused != null) {
			this.giveBack.accept(key, unused);
		}
	}

	/** Forgets a key's lease. */
	void forget(String key) {
		this.leases.invalidate(key);
	}

	/** Gives everything back. */
	void close() {
		this.leases.asMap().forEach(this::end);
		this.leases.invalidateAll();
	}

	/**
	 * A trip to Redis.
	 */
	interface Trip {

		@Nullable Decision ask(long permits);

	}

}
