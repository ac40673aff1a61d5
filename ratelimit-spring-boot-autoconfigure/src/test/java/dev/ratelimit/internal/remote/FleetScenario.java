package dev.ratelimit.internal.remote;

import dev.ratelimit.Algorithm;

/**
 * What befalls a fleet. Loads are shares of what the limit grants.
 */
enum FleetScenario {

	/** Half of what the limit grants. */
	UNDER_LOAD(Algorithm.TOKEN_BUCKET, OnFailure.LOCAL),

	/** Twice as much. */
	OVERLOAD(Algorithm.TOKEN_BUCKET, OnFailure.LOCAL),

	/** In windows, half of a window's, and in the next all at once. */
	WINDOWS(Algorithm.FIXED_WINDOW, OnFailure.LOCAL) {
		@Override
		double load(double seconds, double place) {
			return (seconds % 2 >= 1 && seconds % 2 < 1.1) ? 20 : 0.5;
		}
	},

	/** Half, and twenty times for the last tenth of each second. */
	BURSTS(Algorithm.TOKEN_BUCKET, OnFailure.LOCAL) {
		@Override
		double load(double seconds, double place) {
			return (seconds % 1 < 0.9) ? 0.5 : 20;
		}
	},

	/** The same, and calls come in clumps. */
	CLUMPS(Algorithm.TOKEN_BUCKET, OnFailure.LOCAL) {
		@Override
		double load(double seconds, double place) {
			return BURSTS.load(seconds, place);
		}

		@Override
		int clump() {
			return 20;
		}
	},

	/**
	 * After a busy time first one half of the nodes and then the other fetches ahead what
	 * it does not spend. What the first gives back has been refilled meanwhile.
	 */
	HOARDS(Algorithm.TOKEN_BUCKET, OnFailure.LOCAL) {
		@Override
		double load(double seconds, double place) {
			double fetches = (place < 0.5) ? 2 : 2.098;
			if (seconds < 0.2) {
				return 5;
			}
			if (seconds > 2.19) {
				return 20;
			}
			return (seconds > fetches && seconds < fetches + 0.02) ? 2.5 : 0;
		}
	},

	/** One node after the other is lost, and starts anew. */
	ROLLING_RESTART(Algorithm.TOKEN_BUCKET, OnFailure.LOCAL) {
		@Override
		void plan(Fleet fleet, long nanos) {
			for (int node = 0; node < fleet.size(); node++) {
				int victim = node;
				fleet.time().after(nanos / 10 + nanos * 8 / 10 * node / fleet.size(), () -> fleet.restart(victim));
			}
		}
	},

	/** A replica that is 50 ms behind takes over after a quarter of a second. */
	FAILOVER(Algorithm.TOKEN_BUCKET, OnFailure.DENY) {
		@Override
		void plan(Fleet fleet, long nanos) {
			fleet.time().after(nanos / 2, () -> {
				fleet.network().breakAll();
				fleet.store().failOver();
			});
			fleet.time().after(nanos / 2 + 250_000_000, fleet.network()::restore);
		}
	},

	/** The same, and it is back so soon that leases outlive it. */
	SHORT_FAILOVER(Algorithm.TOKEN_BUCKET, OnFailure.DENY) {
		@Override
		void plan(Fleet fleet, long nanos) {
			fleet.time().after(nanos / 2, () -> {
				fleet.network().breakAll();
				fleet.store().failOver();
				fleet.network().restore();
			});
		}
	},

	/** Who takes over knows nothing. */
	STATE_LOST(Algorithm.TOKEN_BUCKET, OnFailure.DENY) {
		@Override
		void plan(Fleet fleet, long nanos) {
			fleet.time().after(nanos / 2, () -> {
				fleet.network().breakAll();
				fleet.store().loseAll();
			});
			fleet.time().after(nanos / 2 + 250_000_000, fleet.network()::restore);
		}
	},

	/** A third of the nodes is cut off for a third of the time, and decides by itself. */
	PARTITION_LOCAL(Algorithm.TOKEN_BUCKET, OnFailure.LOCAL) {
		@Override
		void plan(Fleet fleet, long nanos) {
			partition(fleet, nanos);
		}
	},

	/** The same, and refuses. */
	PARTITION_DENY(Algorithm.TOKEN_BUCKET, OnFailure.DENY) {
		@Override
		void plan(Fleet fleet, long nanos) {
			partition(fleet, nanos);
		}
	},

	/** The same, and lets through. */
	PARTITION_ALLOW(Algorithm.TOKEN_BUCKET, OnFailure.ALLOW) {
		@Override
		void plan(Fleet fleet, long nanos) {
			partition(fleet, nanos);
		}
	};

	private final Algorithm algorithm;

	private final OnFailure onFailure;

	FleetScenario(Algorithm algorithm, OnFailure onFailure) {
		this.algorithm = algorithm;
		this.onFailure = onFailure;
	}

	Algorithm algorithm() {
		return this.algorithm;
	}

	OnFailure onFailure() {
		return this.onFailure;
	}

	/**
	 * How much is asked for of a node at a place from 0 to 1, at a time from the start.
	 */
	double load(double seconds, double place) {
		return (this == UNDER_LOAD) ? 0.5 : 2;
	}

	/** Whether nodes fetch much ahead that they do not spend. */
	boolean hoards() {
		return this == HOARDS;
	}

	/** So many calls come to a node at a time. */
	int clump() {
		return 1;
	}

	/** Plans what goes wrong within a time. */
	void plan(Fleet fleet, long nanos) {
	}

	private static void partition(Fleet fleet, long nanos) {
		fleet.time().after(nanos / 3, () -> fleet.network().cutOff(fleet.size() / 3));
		fleet.time().after(nanos * 2 / 3, () -> fleet.network().cutOff(0));
	}

}
