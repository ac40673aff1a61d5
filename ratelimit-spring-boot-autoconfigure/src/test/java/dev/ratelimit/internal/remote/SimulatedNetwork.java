package dev.ratelimit.internal.remote;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/**
 * Ways of the nodes to the store: they take time, now and then much of it, and now and
 * then nothing arrives. What overtakes is not put back in order.
 */
final class SimulatedNetwork {

	private static final long SHORTEST_NANOS = 100_000;

	private static final double MEAN_NANOS = 300_000;

	/** One in so many is slow. */
	private static final int SLOW = 1_000;

	private static final double SLOW_NANOS = 30_000_000;

	/** One in so many is lost. */
	private static final int LOST = 20_000;

	private final SimulatedTime time;

	private final Set<CompletableFuture<?>> underWay = new LinkedHashSet<>();

	/** Nodes below this one reach nobody, and do not hear of it. */
	private int cutOff;

	private boolean down;

	private long trips;

	SimulatedNetwork(SimulatedTime time) {
		this.time = time;
	}

	/** Asks the store when the question arrives. */
	<A> CompletableFuture<A> ask(int node, Supplier<A> atStore) {
		this.trips++;
		if (this.down) {
			return CompletableFuture.failedFuture(new IOException("refused"));
		}
		CompletableFuture<A> answer = new CompletableFuture<>();
		this.underWay.add(answer);
		travel(node, () -> {
			if (this.underWay.contains(answer)) {
				A said = atStore.get();
				travel(node, () -> {
					if (this.underWay.remove(answer)) {
						answer.complete(said);
					}
				});
			}
		});
		return answer;
	}

	private void travel(int node, Runnable arrival) {
		if (node < this.cutOff || this.time.random().nextInt(LOST) == 0) {
			return;
		}
		double mean = (this.time.random().nextInt(SLOW) == 0) ? SLOW_NANOS : MEAN_NANOS;
		this.time.after(SHORTEST_NANOS + this.time.gap(mean), () -> {
			if (node >= this.cutOff) {
				arrival.run();
			}
		});
	}

	/** Every connection breaks, and none is to be had. */
	void breakAll() {
		this.down = true;
		List<CompletableFuture<?>> broken = new ArrayList<>(this.underWay);
		this.underWay.clear();
		broken.forEach((answer) -> answer.completeExceptionally(new IOException("reset")));
	}

	void restore() {
		this.down = false;
	}

	/** Cuts the first nodes off; none with 0. */
	void cutOff(int nodes) {
		this.cutOff = nodes;
	}

	long trips() {
		return this.trips;
	}

}
