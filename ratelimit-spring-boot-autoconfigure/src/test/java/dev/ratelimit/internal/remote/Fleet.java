package dev.ratelimit.internal.remote;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import dev.ratelimit.Limit;
import dev.ratelimit.Rate;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;

/**
 * Nodes before one store, all asking for the same key, in simulated time.
 */
final class Fleet {

	/** What the limit grants for each node, a second. */
	private static final int EACH = 200;

	/** So often a node looks whether the load is another. */
	private static final long STEP_NANOS = Duration.ofMillis(5).toNanos();

	private static final Duration LAST_ANSWERS = Duration.ofSeconds(1);

	private static final long LAG_NANOS = Duration.ofMillis(50).toNanos();

	private final FleetScenario scenario;

	private final SimulatedTime time;

	private final Limit limit;

	/** As if nothing came back that was fetched ahead. */
	private final Bound bound;

	/** Which knows what came back. */
	private final Bound withReturns;

	private final SimulatedNetwork network;

	private final SimulatedStore store;

	private final LocalRateLimiterRegistry nodesOwn;

	private final List<SimulatedNode> nodes = new ArrayList<>();

	private int starts;

	private long calls;

	private long admitted;

	private long byNodes;

	private boolean exceeded;

	private boolean over;

	Fleet(FleetScenario scenario, int nodes, long seed) {
		this.scenario = scenario;
		this.time = new SimulatedTime(seed);
		this.limit = Limit.of("api", scenario.algorithm(), Rate.of(EACH * nodes + "/1s"));
		this.bound = Bound.of(this.limit);
		this.withReturns = Bound.of(this.limit);
		this.network = new SimulatedNetwork(this.time);
		this.store = new SimulatedStore(this, this.limit, LAG_NANOS);
		this.nodesOwn = new LocalRateLimiterRegistry(List.of(this.limit), Map.of(), null, this.time, 1_000_000);
		for (int i = 0; i < nodes; i++) {
			this.nodes.add(new SimulatedNode(this, i, this.starts));
		}
	}

	/** Lets the scenario happen. */
	FleetResult run(Duration length) {
		try (this.nodesOwn) {
			for (int i = 0; i < size(); i++) {
				next(i);
			}
			this.scenario.plan(this, length.toNanos());
			this.time.runUntil(length.toNanos());
			this.over = true;
			this.time.runUntil(length.plus(LAST_ANSWERS).toNanos());
			this.nodes.forEach(this::check);
			return new FleetResult(this.scenario, this.calls, this.admitted, this.byNodes, this.network.trips(),
					this.store.charged(), this.bound.worstMillis(), mistakes());
		}
	}

	private List<String> mistakes() {
		List<String> mistakes = new ArrayList<>();
		Bound bound = this.scenario.hoards() ? this.withReturns : this.bound;
		if (bound.worstMillis() > bound.mostMillis()) {
			mistakes.add("admits what the limit grants in %.1f ms more, not %.0f".formatted(bound.worstMillis(),
					bound.mostMillis()));
		}
		if (this.scenario.onFailure() == OnFailure.DENY && this.byNodes > 0) {
			mistakes.add("nodes that are to refuse admit %,d".formatted(this.byNodes));
		}
		if (this.exceeded) {
			mistakes.add("a node by itself admits more than the limit");
		}
		int open = this.nodes.stream().mapToInt(SimulatedNode::open).sum();
		if (open > 0) {
			mistakes.add("%,d calls without an answer".formatted(open));
		}
		return mistakes;
	}

	/** The next calls of a node, and those after them. */
	private void next(int node) {
		if (this.over) {
			return;
		}
		double seconds = (this.time.nanos() - SimulatedTime.START) / 1e9;
		long gap = this.time
			.gap(1e9 * this.scenario.clump() / (EACH * this.scenario.load(seconds, (double) node / size())));
		boolean calls = gap < STEP_NANOS;
		this.time.after(Math.min(gap, STEP_NANOS), () -> {
			for (int i = 0; calls && i < this.scenario.clump(); i++) {
				this.calls++;
				this.nodes.get(node).call(1);
			}
			next(node);
		});
	}

	void restart(int node) {
		SimulatedNode before = this.nodes.get(node);
		check(before);
		before.lose();
		this.nodes.set(node, new SimulatedNode(this, node, ++this.starts));
	}

	private void check(SimulatedNode node) {
		this.exceeded |= this.scenario.onFailure() == OnFailure.LOCAL && node.exceeds();
	}

	void admitted(long permits, boolean byLease) {
		this.admitted += permits;
		if (byLease) {
			decided(permits);
		}
	}

	/** A call is admitted now. */
	void decided(long permits) {
		this.bound.admitted(this.time.nanos(), permits);
		this.withReturns.admitted(this.time.nanos(), permits);
	}

	void givenBack(long permits) {
		this.withReturns.returned(this.time.nanos(), permits);
	}

	void grantedAgain(long permits) {
		this.bound.returned(this.time.nanos(), permits);
		this.withReturns.returned(this.time.nanos(), permits);
	}

	void admittedByNode(long permits) {
		this.byNodes += permits;
	}

	int size() {
		return this.nodes.size();
	}

	FleetScenario scenario() {
		return this.scenario;
	}

	SimulatedTime time() {
		return this.time;
	}

	Limit limit() {
		return this.limit;
	}

	SimulatedNetwork network() {
		return this.network;
	}

	SimulatedStore store() {
		return this.store;
	}

	LocalRateLimiterRegistry nodesOwn() {
		return this.nodesOwn;
	}

}
