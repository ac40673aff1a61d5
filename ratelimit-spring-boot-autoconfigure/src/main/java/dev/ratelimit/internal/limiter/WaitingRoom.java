package dev.ratelimit.internal.limiter;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/**
 * The places of those who wait at once under a limit. Safe for use by many threads.
 */
public final class WaitingRoom {

	private final IntSupplier places;

	private final AtomicInteger waiting = new AtomicInteger();

	/**
	 * An empty room.
	 * @param places how many may wait at once, as in force; if it becomes less nobody who
	 * waits is sent away
	 */
	public WaitingRoom(IntSupplier places) {
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
		int places = this.places.getAsInt();
		for (int now = this.waiting.get(); now < places; now = this.waiting.get()) {
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
