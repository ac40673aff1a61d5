package dev.ratelimit.internal.redis;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

import dev.ratelimit.internal.algorithm.LimitDecision;

/**
 * What a script answers.
 *
 * @param numbers for each limit whether it was charged or is blocked, the wait, what
 * remains, the time until nothing counts, and what was charged; times in microseconds
 */
record Reply(ByteBuffer numbers) {

	static final int WAIT = 0;

	static final int REMAINING = 1;

	static final int RESET = 2;

	private static final int CHARGE = 3;

	private static final int CHARGED = 1;

	static final int BLOCKED = 2;

	static final int BLOCKS = 3;

	/** In bytes. */
	private static final int NUMBER = 7;

	/** A byte and four numbers. */
	static final int WIDTH = 1 + 4 * NUMBER;

	Reply(byte[] bytes) {
		this(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN));
	}

	LimitDecision decision(LimitArguments[] terms, long permits) {
		if (terms.length == 1) {
			return decision(terms[0], permits, 0);
		}
		List<LimitDecision> parts = new ArrayList<>(terms.length);
		for (int i = 0; i < terms.length; i++) {
			parts.add(decision(terms[i], permits, i));
		}
		return LimitDecision.combined(parts);
	}

	private LimitDecision decision(LimitArguments terms, long permits, int limit) {
		LimitDecision figures = figures(terms, permits, limit);
		return (terms.window != null) ? terms.window.decided(figures, number(limit, CHARGE)) : figures;
	}

	private LimitDecision figures(LimitArguments terms, long permits, int limit) {
		long wait = number(limit, WAIT) * LimitNumbers.MICRO;
		long remaining = number(limit, REMAINING);
		long reset = number(limit, RESET) * LimitNumbers.MICRO;
		if (charged(limit)) {
			return LimitDecision.allowed(terms.limit, permits, remaining, reset, number(limit, CHARGE));
		}
		int outcome = outcome(limit);
		if (outcome == BLOCKED || outcome == BLOCKS) {
			return LimitDecision.blocked(terms.limit, terms.grants(permits) ? wait : reset, reset, outcome == BLOCKED);
		}
		if (!terms.grants(permits)) {
			return LimitDecision.refused(terms.limit, remaining, reset, reset);
		}
		return (wait > 0) ? LimitDecision.refused(terms.limit, remaining, wait, reset)
				: LimitDecision.allowed(terms.limit, 0, remaining, reset, 0);
	}

	/**
	 * The answer to an earlier one of several equal calls, of which this is the answer to
	 * the last.
	 * @param terms the terms of the calls, one per limit
	 * @param permits what the calls after the earlier one have spent
	 */
	byte[] before(LimitArguments[] terms, long permits) {
		byte[] bytes = this.numbers.array().clone();
		for (int i = 0; permits > 0 && i < terms.length; i++) {
			if (charged(i)) {
				set(bytes, i, REMAINING, number(i, REMAINING) + permits);
				set(bytes, i, RESET, terms[i].resetBefore(number(i, RESET), number(i, CHARGE), permits));
			}
		}
		return bytes;
	}

	private static void set(byte[] bytes, int limit, int position, long value) {
		int at = limit * WIDTH + 1 + position * NUMBER;
		for (int i = 0; i < NUMBER; i++) {
			bytes[at + i] = (byte) (value >>> i * Byte.SIZE);
		}
	}

	/** How long until what was charged ahead of time may be used. */
	long waitNanos(int limits) {
		long wait = 0;
		for (int i = 0; i < limits; i++) {
			wait = charged(i) ? Math.max(wait, number(i, WAIT)) : wait;
		}
		return wait * LimitNumbers.MICRO;
	}

	boolean charged(int limit) {
		return outcome(limit) == CHARGED;
	}

	int outcome(int limit) {
		return this.numbers.get(limit * WIDTH);
	}

	/** Seven bytes, of which the last three are read with the fourth. */
	long number(int limit, int position) {
		int at = limit * WIDTH + 1 + position * NUMBER;
		long low = Integer.toUnsignedLong(this.numbers.getInt(at));
		return low | (long) (this.numbers.getInt(at + 3) >>> Byte.SIZE) << Integer.SIZE;
	}

}
