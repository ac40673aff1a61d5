package dev.ratelimit.internal.limiter;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Place of one caller in the lines of all limits whose permits it waits for. Numbered by
 * arrival: the earliest caller of all is the first in each of its lines, so that none
 * waits in a circle. To be looked at by the caller's threads one after the other; woken
 * by any.
 */
final class Turn implements Comparable<Turn> {

	private static final AtomicLong ARRIVALS = new AtomicLong();

	private final long number = ARRIVALS.incrementAndGet();

	private final String key;

	private final Line[] lines;

	private volatile CompletableFuture<Void> woken = new CompletableFuture<>();

	/** The last place in some lines. */
	Turn(String key, Line[] lines) {
		this.key = key;
		this.lines = lines;
		for (Line line : lines) {
			line.join(this);
		}
	}

	String key() {
		return this.key;
	}

	/** Whether it is this caller's turn. What wakes it from now on is not missed. */
	boolean comes() {
		this.woken = new CompletableFuture<>();
		for (Line line : this.lines) {
			if (!line.isFirst(this)) {
				return false;
			}
		}
		return true;
	}

	/** Completed when it is time to look again. */
	CompletableFuture<Void> woken() {
		return this.woken;
	}

	void wake() {
		this.woken.complete(null);
	}

	void leave() {
		for (Line line : this.lines) {
			line.leave(this);
		}
	}

	@Override
	public int compareTo(Turn other) {
		return Long.compare(this.number, other.number);
	}

}
