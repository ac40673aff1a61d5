package dev.ratelimit.internal.limiter;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

import org.jspecify.annotations.Nullable;

/**
 * The places of those who wait at once under a limit. Where callers are told apart, each
 * may take three times as many as would be left: alone three quarters, several fewer, so
 * that a few cannot take all. Rooms of fewer than eight places are not shared out. Safe
 * for use by many threads.
 */
public final class WaitingRoom {

	private static final int LEAST_SHARED = 8;

	private final IntSupplier places;

	private final @Nullable Line line;

	private final Map<String, Integer> shares = new ConcurrentHashMap<>();

	private final AtomicInteger waiting = new AtomicInteger();

	/**
	 * An empty room.
	 * @param places how many may wait at once, as in force; if it becomes less, callers
	 * that wait already stay
	 * @param line whether callers wait until others give back permits
	 */
	public WaitingRoom(IntSupplier places, boolean line) {
		this.places = places;
		this.line = line ? new Line() : null;
	}

	/**
	 * Where callers wait until others give back permits, in order of arrival; null unless
	 * the limit counts calls in flight.
	 */
	@Nullable Line line() {
		return this.line;
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

	boolean enter(@Nullable String sharer) {
		return (sharer != null) ? enterShared(sharer) : enter();
	}

	private boolean hasShare(int held) {
		int all = this.places.getAsInt();
		return all < LEAST_SHARED || held < 3L * (all - this.waiting.get());
	}

	/** Counts before it takes the place, so that a sharer's calls see each other. */
	private boolean enterShared(String sharer) {
		int held = this.shares.merge(sharer, 1, Integer::sum);
		if (hasShare(held - 1) && enter()) {
			return true;
		}
		forget(sharer);
		return false;
	}

	void leave(@Nullable String sharer) {
		leave();
		if (sharer != null) {
			forget(sharer);
		}
	}

	private void forget(String sharer) {
		this.shares.computeIfPresent(sharer, (same, held) -> (held > 1) ? held - 1 : null);
	}

}
