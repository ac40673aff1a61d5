package dev.ratelimit.internal.remote;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeoutException;

import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.WaitBudget;
import dev.ratelimit.internal.remote.StoreFailure.Extent;

/**
 * A node of a fleet, from its start until it is lost: everything that decides is the real
 * code.
 */
final class SimulatedNode implements Clock, RemoteStore {

	private static final Duration TIMEOUT = Duration.ofMillis(100);

	private static final int LEASE = 100;

	private final Fleet fleet;

	private final String key;

	private final RemoteLimiter limiter;

	/** What it admits by itself. */
	private final Bound own;

	/** Calls without an answer. */
	private int open;

	private boolean lost;

	SimulatedNode(Fleet fleet, int number, int start) {
		this.fleet = fleet;
		this.key = "node %d start %d".formatted(number, start);
		this.own = Bound.of(fleet.limit());
		Trips trips = new Trips(this, TIMEOUT, new CircuitBreaker("The store", "others decide", null, this), null,
				this);
		this.limiter = new RemoteLimiter(
				new SimulatedLimits(number, fleet.limit(), fleet.network(), fleet.store(), TIMEOUT.toNanos(), this),
				trips, List.of(fleet.scenario().onFailure()), fleet.nodesOwn()::all, LEASE);
	}

	void call(long cost) {
		CompletableFuture<LimitDecision> answer = this.limiter.attemptAsync(this.key, cost, WaitBudget.NONE, nanos())
			.toCompletableFuture();
		boolean atOnce = answer.isDone();
		this.open++;
		answer.thenAccept((decision) -> {
			if (!this.lost) {
				this.open--;
				told(decision, cost, atOnce);
			}
		});
	}

	private void told(LimitDecision decision, long cost, boolean atOnce) {
		if (decision.allowed() && decision.degraded()) {
			this.own.admitted(nanos(), cost);
			this.fleet.admittedByNode(cost);
		}
		else if (decision.allowed()) {
			// What the store decided was admitted when it did
			this.fleet.admitted(cost, atOnce);
		}
	}

	/** Whether it has admitted more by itself than the limit grants to one. */
	boolean exceeds() {
		return this.own.worstMillis() > 0;
	}

	/** How many calls are without an answer; those that fail stay so. */
	int open() {
		return this.open;
	}

	/** Is no more, with all that it held. */
	void lose() {
		this.lost = true;
	}

	@Override
	public long nanos() {
		return this.fleet.time().nanos();
	}

	@Override
	public void after(long nanos, Runnable action) {
		this.fleet.time().after(nanos, () -> {
			if (!this.lost) {
				action.run();
			}
		});
	}

	@Override
	public <T> CompletableFuture<T> within(CompletableFuture<T> answer, long nanos) {
		after(nanos, () -> {
			if (!answer.isDone()) {
				answer.completeExceptionally(new TimeoutException());
			}
		});
		return answer;
	}

	@Override
	public Executor threads() {
		return Runnable::run;
	}

	@Override
	public long between(long least, long beyond) {
		return this.fleet.time().random().nextLong(least, beyond);
	}

	@Override
	public StoreFailure diagnose(Throwable failure) {
		boolean gone = failure instanceof IOException;
		return new StoreFailure(gone ? Extent.CONNECTION : Extent.STORE, "simulated", String.valueOf(failure), "");
	}

	@Override
	public void renew() {
		// Whatever breaks is as one connection to all
	}

}
