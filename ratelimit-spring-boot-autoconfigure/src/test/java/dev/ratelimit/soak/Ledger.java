package dev.ratelimit.soak;

import java.util.ArrayList;
import java.util.List;

import dev.ratelimit.soak.History.Call;

/**
 * The calls under one key, as they are answered.
 */
final class Ledger {

	private final String key;

	private final Bound bound;

	private final List<Call> admitted = new ArrayList<>();

	private final List<Call> refused = new ArrayList<>();

	/**
	 * Nothing yet.
	 * @param key what it is called in the report
	 * @param bound what may be answered
	 */
	Ledger(String key, Bound bound) {
		this.key = key;
		this.bound = bound;
	}

	synchronized void add(boolean admitted, Call call) {
		(admitted ? this.admitted : this.refused).add(call);
	}

	/** Checks all of it anew. */
	synchronized Total total() {
		History history = new History(this.admitted, this.refused);
		int count = this.admitted.size();
		long most = (count > 0) ? this.bound.most(history.sent(0), history.received(count - 1)) : 0;
		return new Total(this.key, count, most, this.refused.size(), this.bound.tooMany(history),
				this.bound.withoutCause(history));
	}

	/**
	 * What came of it.
	 *
	 * @param key what it is called
	 * @param admitted calls admitted
	 * @param most that could be, between the first and the last of them
	 * @param refused calls refused
	 * @param tooMany times at which surely too many were admitted
	 * @param withoutCause refusals that nothing spent explains
	 */
	record Total(String key, long admitted, long most, long refused, long tooMany, long withoutCause) {

		boolean right() {
			return this.tooMany == 0 && this.withoutCause == 0 && this.admitted <= this.most;
		}

	}

}
