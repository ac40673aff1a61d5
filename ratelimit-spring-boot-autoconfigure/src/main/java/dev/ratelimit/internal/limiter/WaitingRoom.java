package dev.ratelimit.internal.limiter;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The places of those who wait at once under a limit. Safe for use by many threads.
 */
public final class WaitingRoom {

	private volatile int places;

	private final AtomicInteger waiting = new AtomicInteger();

	/**
	 * An empty room.
	 * @param places how many may wait at once
	 */
	public WaitingRoom(int places) {
		this.places = places;
	}

	/**
	 * Changes how many may wait at once. Nobody who waits is sent away.
	 * @param places how many
	 */
	public void resize(int places) {
		this.places = places;
	}

	/**
	 * How many wait now.
	 * @return a count
	 */
	public int waiting() {
		return this.waiting.get();
	}

	/**
	 * Takes a place.
	 * @return false if there is none left
	 */
	public boolean enter() {
		for (int now = this.waiting.get(); now < this.places; now = this.waiting.get()) {
			if (this.waiting.compareAndSet(now, now + 1)) {
				return true;
			}
		}
		return false;
	}

	/** Gives a place back. */
	public void leave() {
		this.waiting.decrementAndGet();
	}

}
