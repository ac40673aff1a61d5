package dev.ratelimit.internal.remote;

import java.util.ArrayList;
import java.util.List;

/**
 * A clock of leases that a test moves.
 */
public final class ManualClock implements Clock {

	private final List<Due> due = new ArrayList<>();

	private long now;

	@Override
	public synchronized long nanos() {
		return this.now;
	}

	@Override
	public synchronized void after(long nanos, Runnable action) {
		this.due.add(new Due(this.now + nanos, action));
	}

	/** Moves on, and does what is due then. */
	public void advance(long nanos) {
		List<Due> over;
		synchronized (this) {
			this.now += nanos;
			over = this.due.stream().filter((action) -> action.at <= this.now).toList();
			this.due.removeAll(over);
		}
		over.forEach((action) -> action.action.run());
	}

	private record Due(long at, Runnable action) {

	}

}
