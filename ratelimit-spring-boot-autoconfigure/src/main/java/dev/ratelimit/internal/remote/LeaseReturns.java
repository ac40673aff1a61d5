package dev.ratelimit.internal.remote;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntSupplier;

import dev.ratelimit.internal.algorithm.LimitDecision;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Ends leases: what a node has not spent of them goes back to the store.
 */
final class LeaseReturns {

	private static final long CLOSE_NANOS = TimeUnit.SECONDS.toNanos(2);

	private static final int AT_ONCE = 500;

	private static final Log logger = LogFactory.getLog(LeaseReturns.class);

	private final GiveBack giveBack;

	private final IntSupplier outages;

	private final Clock clock;

	/**
	 * A way back.
	 * @param giveBack gives back what was not used
	 * @param outages how often the store was away
	 * @param clock the time
	 */
	LeaseReturns(GiveBack giveBack, IntSupplier outages, Clock clock) {
		this.giveBack = giveBack;
		this.outages = outages;
		this.clock = clock;
	}

	/** How often the store was away. */
	int outages() {
		return this.outages.getAsInt();
	}

	CompletableFuture<?> end(@Nullable String key, @Nullable Lease lease) {
		LimitDecision unused = (lease != null) ? lease.takeBack(outages()) : null;
		return (key != null && unused != null) ? this.giveBack.give(key, unused)
				: CompletableFuture.completedFuture(null);
	}

	/** Ends one grant after a time. */
	void endLater(String key, Lease lease, int grant, long nanos) {
		this.clock.after(nanos, () -> expire(key, lease, grant));
	}

	/** Gives back what is left of a grant, unless a call fetches: that has done so. */
	private void expire(String key, Lease lease, int grant) {
		if (lease.isLast(grant) && lease.beginFetch() == null) {
			try {
				if (lease.isLast(grant)) {
					end(key, lease);
				}
			}
			finally {
				lease.endFetch();
			}
		}
	}

	/** Ends all, as far as that is quickly done. */
	void endAll(Map<String, Lease> leases) {
		long end = this.clock.nanos() + CLOSE_NANOS;
		List<CompletableFuture<?>> given = new ArrayList<>();
		leases.forEach((key, lease) -> {
			if (given.size() % AT_ONCE == AT_ONCE - 1) {
				await(given, end);
			}
			given.add(end(key, lease));
		});
		await(given, end);
	}

	private void await(List<CompletableFuture<?>> given, long end) {
		try {
			CompletableFuture.allOf(given.toArray(CompletableFuture[]::new))
				.get(end - this.clock.nanos(), TimeUnit.NANOSECONDS);
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

}
