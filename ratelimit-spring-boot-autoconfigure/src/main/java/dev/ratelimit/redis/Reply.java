package dev.ratelimit.redis;

import java.util.ArrayList;
import java.util.List;

import dev.ratelimit.Decision;

/**
 * What a script answers.
 *
 * @param numbers for each limit whether it was charged, the wait, what remains, the time
 * until nothing counts, and what was charged; times in microseconds
 */
record Reply(List<Object> numbers) {

	private static final int WIDTH = 5;

	private static final long MICRO = 1_000;

	Decision decision(Terms[] terms, long permits) {
		if (terms.length == 1) {
			return decision(terms[0], permits, 0);
		}
		List<Decision> parts = new ArrayList<>(terms.length);
		for (int i = 0; i < terms.length; i++) {
			parts.add(decision(terms[i], permits, i));
		}
		return Decision.combined(parts);
	}

	private Decision decision(Terms terms, long permits, int limit) {
		long wait = number(limit, 1) * MICRO;
		long remaining = number(limit, 2);
		long reset = number(limit, 3) * MICRO;
		if (charged(limit)) {
			return Decision.allowed(terms.limit, permits, remaining, reset, number(limit, 4));
		}
		return (wait > 0) ? Decision.refused(terms.limit, remaining, wait, reset)
				: Decision.allowed(terms.limit, 0, remaining, reset, 0);
	}

	/** How long until what was charged ahead of time may be used. */
	long waitNanos(int limits) {
		long wait = 0;
		for (int i = 0; i < limits; i++) {
			wait = charged(i) ? Math.max(wait, number(i, 1)) : wait;
		}
		return wait * MICRO;
	}

	private boolean charged(int limit) {
		return number(limit, 0) == 1;
	}

	private long number(int limit, int position) {
		return (Long) this.numbers.get(limit * WIDTH + position);
	}

}
