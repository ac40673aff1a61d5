package dev.ratelimit.internal.redis;

import dev.ratelimit.Algorithm;
import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.Limit;
import dev.ratelimit.Mode;
import org.jspecify.annotations.Nullable;

/**
 * A limit as the scripts take it. The terms travel with each call, so that Redis
 * remembers no configuration.
 */
final class LimitArguments {

	final Limit limit;

	/** The file that decides. */
	final String algorithm;

	/** What is kept, the last part of its name. */
	final String state;

	/** What is kept of a block, the last part of its name. */
	final String block;

	/** Whether turns can be reserved ahead of time. */
	final boolean queues;

	private final long quota;

	private final long[] numbers;

	private final long longestBound;

	private final long[] lengths;

	private final byte[] forOne;

	/** The window that calls of a rate by the calendar carry. */
	final @Nullable SentWindow window;

	private LimitArguments(Limit limit, LimitNumbers numbers) {
		this.limit = limit;
		this.algorithm = numbers.algorithm();
		this.state = RedisKeys.state(limit);
		this.block = RedisKeys.block(limit);
		this.queues = numbers.queues();
		this.quota = limit.quota();
		this.numbers = numbers.list();
		this.longestBound = numbers.longestBound();
		this.lengths = limit.block().stream().mapToLong((length) -> length.toNanos() / LimitNumbers.MICRO).toArray();
		this.window = (limit.rate().calendar() != null) ? new SentWindow(limit) : null;
		this.forOne = packer(1, 0).bytes();
	}

	/** Whether one of several limits has a rate by the calendar. */
	static boolean calendar(LimitArguments[] terms) {
		for (LimitArguments limit : terms) {
			if (limit.window != null) {
				return true;
			}
		}
		return false;
	}

	/**
	 * The terms of a limit.
	 * @param where the property it comes from
	 * @param limit the limit
	 * @return the terms
	 * @throws InvalidConfigurationException if Redis could not count it exactly
	 */
	static LimitArguments of(String where, Limit limit) {
		return new LimitArguments(limit, LimitNumbers.of(where, limit));
	}

	/**
	 * The terms of calls that only see whether Redis decides. They always find permits
	 * there, so that Redis has to write.
	 * @param algorithm the algorithm of the calls that failed
	 * @return the terms
	 */
	static LimitArguments probing(Algorithm algorithm) {
		return of("probe", Limit.of("probe", algorithm, "1000/1ms"));
	}

	/**
	 * The terms of a call.
	 * @param permits what it costs
	 * @return as the scripts read them
	 */
	byte[] call(long permits) {
		return (permits == 1 && this.window == null) ? this.forOne : packer(permits, 0).bytes();
	}

	/**
	 * The terms of a call that may spend ahead of time.
	 * @param permits what it costs
	 * @param waitNanos how long ahead
	 * @return as the scripts read them
	 */
	byte[] call(long permits, long waitNanos) {
		return packer(permits, bound(waitNanos)).bytes();
	}

	/**
	 * The terms of a call that may block its key.
	 * @param permits what it costs
	 * @param aheadNanos how long ahead of time it may spend
	 * @param waitNanos how long it may wait; a refusal within it does not block the key
	 * @return as the blocking scripts read them
	 */
	byte[] blockingCall(long permits, long aheadNanos, long waitNanos) {
		long[] list = new long[this.lengths.length + 1];
		list[0] = Math.max(waitNanos / LimitNumbers.MICRO, 0);
		System.arraycopy(this.lengths, 0, list, 1, this.lengths.length);
		return packer(permits, bound(aheadNanos)).addList(list).bytes();
	}

	private long bound(long waitNanos) {
		long bound = Math.min(waitNanos / LimitNumbers.MICRO, this.longestBound);
		return (this.limit.mode() == Mode.OBSERVE) ? 0 : Math.max(bound, 0);
	}

	private Packer packer(long permits, long bound) {
		Packer packer = new Packer().add(this.limit.mode() == Mode.OBSERVE).add(bound, permits);
		if (this.window != null) {
			return packer.add(this.quota).add(this.window.numbers());
		}
		// A list that follows is not where the window begins
		return (this.limit.algorithm() == Algorithm.FIXED_WINDOW) ? packer.add(this.numbers).add(false)
				: packer.add(this.numbers);
	}

	/** Whether keys on these terms are blocked. */
	boolean blocks() {
		return this.lengths.length > 0;
	}

	/**
	 * The time until nothing counts, as an earlier call of a trip is told it. The script
	 * answers only the last of several equal calls.
	 * @param reset what the last of them was told, in microseconds
	 * @param charge what the last of them was charged
	 * @param permits what the calls after the earlier one have spent
	 * @return microseconds
	 */
	long resetBefore(long reset, long charge, long permits) {
		if (!this.queues) {
			return reset;
		}
		long unit = this.numbers[0];
		long ticks = this.numbers[1];
		long each = this.numbers[2];
		return reset - (charge % ticks + permits * each) / ticks * unit;
	}

	/** How many equal calls a quota can hold at once. */
	long fits(long permits) {
		return (this.limit.algorithm() == Algorithm.LEAKY_BUCKET) ? 1 : this.quota / permits;
	}

	/** Whether these terms' permits are worth what they were where they were spent. */
	boolean takeBack(Limit charged) {
		return !this.queues || charged.equals(this.limit);
	}

	/** How many permits settling moves: what is spent is cut to what can count. */
	long settled(long more) {
		return (more > 0) ? Math.min(more, 2 * this.quota) : Math.max(-more, 1);
	}

	/** Whether so many permits can ever be there. */
	boolean grants(long permits) {
		return permits <= this.quota;
	}

	void checkPermits(long permits) {
		if (permits < 0 || !grants(permits)) {
			throw new IllegalArgumentException("Invalid permits (%d) for limit '%s': must be from 0 to its quota, %d"
				.formatted(permits, this.limit.name(), this.quota));
		}
	}

}
