package dev.ratelimit.internal.algorithm;

import java.time.Duration;
import java.util.List;

/**
 * A time in which a key is refused, whatever it has left. Times are nanoseconds since the
 * epoch.
 *
 * @param until when it ends
 * @param rememberedUntil until when a block that begins is the next of the list
 * @param place its place in the list, from 1
 */
public record Block(long until, long rememberedUntil, int place) {

	/** Of a key that was never blocked. */
	public static final Block NONE = new Block(Long.MIN_VALUE, Long.MIN_VALUE, 0);

	/**
	 * The block that a refusal begins.
	 * @param lengths the limit's blocks, ascending, at least one
	 * @param now the time of the refusal
	 * @return the next of the list while this one is remembered, else the first
	 */
	public Block next(List<Duration> lengths, long now) {
		int next = remembered(now) ? Math.min(this.place + 1, lengths.size()) : 1;
		long until = later(now, lengths.get(next - 1));
		return new Block(until, later(until, lengths.get(lengths.size() - 1)), next);
	}

	private static long later(long time, Duration length) {
		long nanos = length.toNanos();
		return Math.min(time, Long.MAX_VALUE - nanos) + nanos;
	}

	/**
	 * Whether it lasts.
	 * @param now the time
	 * @return false from its end on
	 */
	public boolean lasts(long now) {
		return now < this.until;
	}

	/**
	 * Whether it still counts.
	 * @param now the time
	 * @return false if the key is as one that was never blocked
	 */
	public boolean remembered(long now) {
		return now <= this.rememberedUntil;
	}

	/**
	 * How things stand for the key while it is blocked, from an answer to the same call.
	 * @param free how it would be answered otherwise
	 * @param now the time
	 * @return as {@link #reckoning(Reckoning, long, boolean)} of a key blocked before
	 */
	public Reckoning reckoning(LimitDecision free, long now) {
		return reckoning(new Known(free.policy(), free.remaining(), free.retryAfterNanos(), free.resetAfterNanos(), 0)
			.within(free.windowNanos()), now, true);
	}

	/**
	 * How things stand for the key while it is blocked.
	 * @param free how they would stand otherwise
	 * @param now the time
	 * @param before whether the key was blocked before this call
	 * @return nothing left until it ends, or later if that is what the algorithm says
	 */
	public Reckoning reckoning(Reckoning free, long now, boolean before) {
		return new Blocked(free, this.until - now, before);
	}

}
