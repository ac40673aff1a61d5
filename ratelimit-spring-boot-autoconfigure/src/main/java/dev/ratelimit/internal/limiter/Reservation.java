package dev.ratelimit.internal.limiter;

import java.util.concurrent.atomic.AtomicBoolean;

import dev.ratelimit.internal.algorithm.LimitDecision;

/**
 * A place in a queue: permits spent ahead of time, for a caller that waits until they are
 * due. It is kept when that time has come, or cancelled before; whichever comes first
 * counts. Safe for use by many threads.
 */
public final class Reservation {

	private final LimitDecision decision;

	private final long waitNanos;

	private final Ending ending;

	private final AtomicBoolean ended = new AtomicBoolean();

	/**
	 * Permits that were spent ahead of time.
	 * @param decision the decision, in effect once its time has come
	 * @param waitNanos how long until then
	 * @param ending what to do when it is kept or cancelled
	 */
	public Reservation(LimitDecision decision, long waitNanos, Ending ending) {
		this.decision = decision;
		this.waitNanos = waitNanos;
		this.ending = ending;
	}

	/**
	 * No place: the wait would be too long.
	 * @param decision the refusal
	 * @return a reservation of nothing
	 */
	public static Reservation refused(LimitDecision decision) {
		return new Reservation(decision, 0, (kept) -> {
		});
	}

	/**
	 * The decision.
	 * @return in effect once the wait is over; a refusal if nothing was reserved
	 */
	public LimitDecision decision() {
		return this.decision;
	}

	/**
	 * How long until the decision takes effect.
	 * @return nanoseconds from when it was reserved
	 */
	public long waitNanos() {
		return this.waitNanos;
	}

	/** Keeps the permits: their time has come. */
	public void keep() {
		end(true);
	}

	/**
	 * Gives the permits back while no later call holds a slot. Does not wait for a store
	 * elsewhere.
	 */
	public void cancel() {
		end(false);
	}

	private void end(boolean kept) {
		if (this.ended.compareAndSet(false, true)) {
			this.ending.ended(kept);
		}
	}

	/**
	 * What the end of a reservation brings about.
	 */
	public interface Ending {

		/**
		 * The caller has left, or does not wait any longer.
		 * @param kept whether it has taken its permits along
		 */
		void ended(boolean kept);

	}

}
