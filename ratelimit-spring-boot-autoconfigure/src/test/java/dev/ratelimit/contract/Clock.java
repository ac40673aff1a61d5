package dev.ratelimit.contract;

import java.util.ArrayDeque;
import java.util.Deque;

import dev.ratelimit.TimeSource;

/**
 * A clock under a test's control, which can also step back, and lets something happen
 * while somebody sleeps on it. For one thread.
 */
public final class Clock implements TimeSource {

	/** 2026-01-01T00:00:00Z, a multiple of every period the tests use. */
	public static final long START = 1_767_225_600_000_000_000L;

	private final Deque<Nap> naps = new ArrayDeque<>();

	private long now;

	private long slept;

	public Clock() {
		this(START);
	}

	public Clock(long now) {
		this.now = now;
	}

	@Override
	public long nanos() {
		return this.now;
	}

	/** Moves the clock, back too. */
	public void advance(long nanos) {
		this.now += nanos;
	}

	/** What happens during the next sleep that has nothing planned for it yet. */
	void duringSleep(Nap nap) {
		this.naps.add(nap);
	}

	@Override
	public void sleep(long nanos) throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
		long due = this.now + Math.max(nanos, 0);
		this.slept += Math.max(nanos, 0);
		if (!this.naps.isEmpty()) {
			this.naps.remove().run();
		}
		this.now = Math.max(this.now, due);
	}

	/** How long was slept on this clock so far. */
	long slept() {
		return this.slept;
	}

	/**
	 * Something that happens while somebody sleeps.
	 */
	interface Nap {

		void run() throws InterruptedException;

	}

}
