package dev.ratelimit.internal.remote;

import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Queue;
import java.util.SplittableRandom;

import dev.ratelimit.TimeSource;

/**
 * Time as a queue of what happens in it, one thing after another on one thread, and all
 * chance from one seed: the same seed is the same history.
 */
final class SimulatedTime implements TimeSource {

	/** A multiple of every period. */
	static final long START = 1_767_225_600_000_000_000L;

	private final Queue<Event> events = new PriorityQueue<>(
			Comparator.comparingLong(Event::at).thenComparingLong(Event::number));

	private final SplittableRandom random;

	private long now = START;

	private long number;

	SimulatedTime(long seed) {
		this.random = new SplittableRandom(seed);
	}

	@Override
	public long nanos() {
		return this.now;
	}

	SplittableRandom random() {
		return this.random;
	}

	/** A time whose like come after each other at random, so long on average. */
	long gap(double mean) {
		return (long) (-mean * Math.log(1 - this.random.nextDouble()));
	}

	void after(long nanos, Runnable action) {
		this.events.add(new Event(this.now + Math.max(nanos, 0), this.number++, action));
	}

	/** Lets happen whatever happens before a time, counted from the start. */
	void runUntil(long nanos) {
		for (Event next = this.events.peek(); next != null && next.at < START + nanos; next = this.events.peek()) {
			this.events.remove();
			this.now = next.at;
			next.action.run();
		}
		this.now = START + nanos;
	}

	/**
	 * What happens.
	 *
	 * @param at when
	 * @param number which of one moment comes first
	 * @param action what
	 */
	private record Event(long at, long number, Runnable action) {

	}

}
