package dev.ratelimit.internal.remote;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.contract.Clock;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.StoreLimiter;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;

/**
 * Some nodes with leases of one busy key, before a store that is exact: calls, refunds,
 * nodes that stop and nodes that are lost, at random.
 */
final class LeaseEpisode {

	private static final int NODES = 3;

	private static final int LEASE = 50;

	private static final String KEY = "hot";

	private final Limit limit;

	private final int seed;

	private final SplittableRandom random;

	private final Clock clock = new Clock();

	/** Where it does not move all must add up in the end. */
	private final boolean moves;

	private final LocalRateLimiterRegistry registry;

	private final StoreLimiter store;

	private final List<Leases> nodes = new ArrayList<>();

	private final List<Spent> spent = new ArrayList<>();

	/** What was admitted and not refunded, by the window of the call. */
	private final Map<Long, Long> admitted = new HashMap<>();

	private long total;

	private long lost;

	LeaseEpisode(Limit limit, int seed) {
		this.limit = limit;
		this.seed = seed;
		this.random = new SplittableRandom(seed);
		this.moves = seed % 2 == 1;
		this.registry = new LocalRateLimiterRegistry(List.of(limit), Map.of(), null, this.clock, 100);
		this.store = this.registry.get(limit.name());
		for (int i = 0; i < NODES; i++) {
			this.nodes.add(node());
		}
	}

	private Leases node() {
		ManualClock time = new ManualClock();
		return new Leases(LEASE, 100, new LeaseReturns((key, unused) -> {
			this.store.refund(key, unused);
			return CompletableFuture.completedFuture(null);
		}, () -> 0, time), time);
	}

	void run(int steps) {
		try (this.registry) {
			for (int i = 0; i < steps; i++) {
				step();
				if (this.total > most()) {
					fail("in total", this.total, most());
				}
			}
			this.nodes.forEach(Leases::close);
			if (!this.moves) {
				long missing = this.limit.quota() - this.total - this.store.peek(KEY).remaining();
				if (missing < 0 || missing > this.lost) {
					fail("is missing", missing, this.lost);
				}
			}
		}
	}

	private void step() {
		int dice = this.random.nextInt(1000);
		int node = this.random.nextInt(NODES);
		if (dice < 2) {
			this.nodes.get(node).close();
			this.nodes.set(node, node());
		}
		else if (dice < 4) {
			this.lost += LEASE;
			this.nodes.set(node, node());
		}
		else if (dice < 100 && !this.spent.isEmpty()) {
			Spent refunded = this.spent.remove(this.random.nextInt(this.spent.size()));
			// A bucket takes back what is older, too: that is no longer this window's
			if (!isBucket() || refunded.window == window()) {
				this.store.refund(KEY, refunded.decision);
				count(refunded.window, -refunded.decision.permits());
			}
		}
		else {
			call(this.nodes.get(node), (this.random.nextInt(4) == 0) ? 1 + this.random.nextInt(10) : 1);
		}
		if (this.moves && this.random.nextInt(10) == 0) {
			this.clock.advance(this.random.nextLong(this.limit.rate().periodNanos() / 50));
		}
	}

	private void call(Leases node, long permits) {
		LimitDecision decision = node.decide(KEY, this.limit, permits, System.nanoTime(), System.nanoTime(),
				(wanted) -> this.store.tryAcquire(KEY, wanted));
		if (decision.permits() > 0) {
			long window = window();
			this.spent.add(new Spent(decision, window));
			count(window, decision.permits());
			// One window's, and what may have been out on lease when it began
			long bound = this.limit.rate().permits() * (isBucket() ? 2 : 1) + NODES * LEASE;
			if (this.admitted.get(window) > bound) {
				fail("in one window", this.admitted.get(window), bound);
			}
		}
	}

	private boolean isBucket() {
		return this.limit.algorithm() == Algorithm.TOKEN_BUCKET;
	}

	private long window() {
		return (this.clock.nanos() - Clock.START) / this.limit.rate().periodNanos();
	}

	private void count(long window, long permits) {
		this.admitted.merge(window, permits, Long::sum);
		this.total += permits;
	}

	/** What the limit grants from the start until now. */
	private long most() {
		long windows = isBucket() ? window() + 2 : window() + 1;
		return windows * this.limit.rate().permits();
	}

	private void fail(String what, long actual, long bound) {
		throw new AssertionError(
				"%s seed %d: %s %d, more than %d".formatted(this.limit, this.seed, what, actual, bound));
	}

	/**
	 * A charge.
	 *
	 * @param decision what may be refunded
	 * @param window when
	 */
	private record Spent(LimitDecision decision, long window) {

	}

}
