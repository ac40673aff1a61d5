package dev.ratelimit.internal.advice;

import java.util.List;

import dev.ratelimit.Limit;

/**
 * Simulation of sliding windows. An exact log would take memory for every permit, so a
 * window is cut into eighths, each with one count, and an eighth counts as long as any of
 * it does: what is simulated is a window between one and one and an eighth periods long.
 * It refuses what the exact log would, and now and then more, so an advised number is on
 * the safe side.
 */
final class LogSimulation implements Simulation {

	private static final int SLOTS = 8;

	/** The present slot's number, and the counts of it and of those before it. */
	private static final int WIDTH = 1 + SLOTS + 1;

	private final long[] quotas;

	private final long slotNanos;

	LogSimulation(List<Limit> limits) {
		this.quotas = limits.stream().mapToLong(Limit::quota).toArray();
		this.slotNanos = (limits.get(0).rate().periodNanos() - 1) / SLOTS + 1;
	}

	@Override
	public int limits() {
		return this.quotas.length;
	}

	@Override
	public long[] fresh(long now) {
		return new long[this.quotas.length * WIDTH];
	}

	@Override
	public boolean spend(long[] state, int limit, long now, long permits) {
		int at = limit * WIDTH;
		if (spent(state, at, now) + Math.max(permits, 1) > this.quotas[limit]) {
			return false;
		}
		state[count(at, state[at])] += permits;
		return true;
	}

	@Override
	public void debit(long[] state, int limit, long now, long permits) {
		int at = limit * WIDTH;
		long room = 2 * this.quotas[limit] - spent(state, at, now);
		state[count(at, state[at])] += Math.max(Math.min(permits, room), 0);
	}

	/** What counts now, after older slots are emptied. */
	private long spent(long[] state, int at, long now) {
		long slot = now / this.slotNanos;
		long passed = Math.min(slot - state[at], WIDTH - 1);
		for (long next = 1; next <= passed; next++) {
			state[count(at, slot - passed + next)] = 0;
		}
		state[at] = slot;
		long spent = 0;
		for (int i = 1; i < WIDTH; i++) {
			spent += state[at + i];
		}
		return spent;
	}

	private static int count(int at, long slot) {
		return at + 1 + (int) (slot % (WIDTH - 1));
	}

	@Override
	public long validUntil() {
		return Long.MAX_VALUE;
	}

	@Override
	public void renew(Iterable<long[]> states, long now) {
	}

}
