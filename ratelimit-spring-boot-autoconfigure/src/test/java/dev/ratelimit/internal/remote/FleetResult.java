package dev.ratelimit.internal.remote;

import java.util.List;

/**
 * What came of a scenario.
 *
 * @param scenario what happened
 * @param calls how many were made
 * @param admitted permits, by the store or of what it had charged
 * @param byNodes permits that nodes admitted by themselves
 * @param trips to the store
 * @param charged permits in the store
 * @param worstMillis by how much longer than any time the limit would have to grant, for
 * all that was admitted in it
 * @param mistakes what must not be
 */
record FleetResult(FleetScenario scenario, long calls, long admitted, long byNodes, long trips, long charged,
		double worstMillis, List<String> mistakes) {

	static String title() {
		return "%-18s %10s %10s %10s %10s %8s %8s".formatted("", "calls", "by store", "by nodes", "trips/call",
				"unused", "worst");
	}

	@Override
	public String toString() {
		return "%-18s %,10d %,10d %,10d %10.2f %7.1f%% %5.1f ms %s".formatted(this.scenario, this.calls, this.admitted,
				this.byNodes, (double) this.trips / this.calls, 100.0 * (this.charged - this.admitted) / this.charged,
				this.worstMillis, String.join("; ", this.mistakes));
	}

}
