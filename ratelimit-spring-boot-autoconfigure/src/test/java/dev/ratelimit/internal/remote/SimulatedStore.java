package dev.ratelimit.internal.remote;

import java.util.ArrayDeque;
import java.util.Deque;

import dev.ratelimit.Limit;
import dev.ratelimit.internal.algorithm.Formula;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.algorithm.WordFormula;

/**
 * One key under one limit in a store that is exact, has its own clock, and whose replica
 * is always late. Takes down what is charged and what comes back.
 */
final class SimulatedStore {

	private final SimulatedTime time;

	private final WordFormula formula;

	/** How far the replica is behind. */
	private final long lagNanos;

	/** What was written lately, oldest first. */
	private final Deque<Written> written = new ArrayDeque<>();

	private final Fleet fleet;

	private long word;

	private long charged;

	SimulatedStore(Fleet fleet, Limit limit, long lagNanos) {
		this.time = fleet.time();
		this.fleet = fleet;
		this.formula = (WordFormula) Formula.of(limit, this.time.nanos());
		this.lagNanos = lagNanos;
		this.word = this.formula.fresh(this.time.nanos());
		this.written.add(new Written(this.time.nanos(), this.word, 0));
	}

	/**
	 * Spends for a call and what it fetches ahead. The call itself is decided now,
	 * whenever it hears of it.
	 */
	LimitDecision spend(long cost, long permits) {
		long now = this.time.nanos();
		long after = this.formula.spend(this.word, 0, now, permits);
		if (after == WordFormula.REFUSED) {
			return this.formula.answer(this.word, 0, now, permits);
		}
		this.charged += permits;
		write(after);
		this.fleet.decided(cost);
		return this.formula.decision(true, after, 0, now, permits);
	}

	LimitDecision giveBack(LimitDecision unused) {
		long now = this.time.nanos();
		this.fleet.givenBack(unused.permits());
		write(this.formula.refund(this.word, 0, now, unused.permits(), unused.charged()));
		return look();
	}

	LimitDecision look() {
		return this.formula.answer(this.word, 0, this.time.nanos(), 1);
	}

	private void write(long word) {
		this.word = word;
		this.written.add(new Written(this.time.nanos(), word, this.charged));
		received();
	}

	/** The last that the replica has received is the first that is remembered. */
	private Written received() {
		Written last = this.written.remove();
		while (!this.written.isEmpty() && this.written.element().at <= this.time.nanos() - this.lagNanos) {
			last = this.written.remove();
		}
		this.written.addFirst(last);
		return last;
	}

	/** The replica takes over: what it had not received is granted once more. */
	void failOver() {
		Written last = received();
		this.fleet.grantedAgain(this.charged - last.charged);
		write(last.word);
	}

	/** Nothing was kept: the key starts anew. */
	void loseAll() {
		long now = this.time.nanos();
		this.fleet.grantedAgain(this.formula.limit().quota());
		write(this.formula.fresh(now));
	}

	long charged() {
		return this.charged;
	}

	private record Written(long at, long word, long charged) {

	}

}
