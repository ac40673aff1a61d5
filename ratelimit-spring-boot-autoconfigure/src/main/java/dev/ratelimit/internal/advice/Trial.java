package dev.ratelimit.internal.advice;

/**
 * One key under all candidates: what it has spent and how often it would have been
 * refused. Not safe for use by many threads.
 */
final class Trial {

	private final Simulation simulation;

	private final long[] state;

	private final long[] refused;

	private long calls;

	Trial(Simulation simulation, long now) {
		this.simulation = simulation;
		this.state = simulation.fresh(now);
		this.refused = new long[simulation.limits()];
	}

	void call(long permits, long now) {
		this.calls++;
		for (int i = 0; i < this.refused.length; i++) {
			if (!this.simulation.spend(this.state, i, now, permits)) {
				this.refused[i]++;
			}
		}
	}

	/** Spends what a call has cost beyond what it asked for, under all candidates. */
	void debit(long permits, long now) {
		for (int i = 0; i < this.refused.length; i++) {
			this.simulation.debit(this.state, i, now, permits);
		}
	}

	long calls() {
		return this.calls;
	}

	/** How many of the calls a candidate would have refused. */
	long refused(int candidate) {
		return this.refused[candidate];
	}

	long[] state() {
		return this.state;
	}

}
