package dev.ratelimit.internal.advice;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;

import dev.ratelimit.Limit;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.advice.SpaceSaving.Counter;
import dev.ratelimit.internal.limiter.LimitTerms;
import org.jspecify.annotations.Nullable;

/**
 * What one limit learns of its calls. Two kinds of keys are tried under all candidates:
 * an unbiased sample of at most {@value KeySample#MOST} keys, and those that call most,
 * which a sample could miss. Memory is bounded by these. Safe for use by many threads,
 * one of which at a time learns.
 */
final class Learning {

	/** Keys that call most. */
	static final int FREQUENT = 512;

	/**
	 * Calls after which a key outside of the sample is tried, if it is a frequent one.
	 */
	private static final int PROMISING = 16;

	private final LimitTerms terms;

	private final Candidates candidates;

	private final Simulation simulation;

	private final long since;

	private final KeySample sample;

	private final SpaceSaving<Trial> frequent = new SpaceSaving<>(FREQUENT);

	private long calls;

	private long largest = 1;

	/**
	 * Begins to learn.
	 * @param terms the limit, one of a rate
	 * @param since the time, in nanoseconds since the epoch
	 * @param seed chooses the sample
	 */
	Learning(LimitTerms terms, long since, long seed) {
		this.terms = terms;
		this.candidates = Candidates.of(terms.configured());
		this.simulation = Simulation.of(this.candidates.all(), since);
		this.since = since;
		this.sample = new KeySample(seed);
	}

	LimitTerms terms() {
		return this.terms;
	}

	Candidates candidates() {
		return this.candidates;
	}

	/** Whether calls were decided on the limit's own terms. */
	boolean isOf(Limit policy) {
		return policy == this.terms.configured() || policy.equals(this.terms.configured());
	}

	/**
	 * Learns of a call.
	 * @param key the key, as it is held
	 * @param permits the cost
	 * @param time the clock, read here so that calls are learned in its order
	 */
	synchronized void call(String key, long permits, TimeSource time) {
		long now = now(time);
		this.calls++;
		this.largest = Math.max(permits, this.largest);
		Trial trial = this.sample.trial(key, () -> new Trial(this.simulation, now));
		Counter<Trial> counter = this.frequent.count(key);
		if (trial != null || (counter.note == null && known(counter) >= PROMISING)) {
			counter.note = (trial != null) ? trial : new Trial(this.simulation, now);
		}
		if (counter.note != null) {
			counter.note.call(permits, now);
		}
	}

	/**
	 * Learns that a call has cost more than it asked for. Candidates that would have
	 * refused it are charged too, which makes the advice too high rather than too low.
	 * @param key the key, as it is held
	 * @param permits how many more
	 * @param time the clock
	 */
	synchronized void debit(String key, long permits, TimeSource time) {
		long now = now(time);
		Counter<Trial> counter = this.frequent.find(key);
		Trial trial = (counter != null) ? counter.note : this.sample.trials().get(key);
		if (trial != null) {
			trial.debit(permits, now);
		}
	}

	private long now(TimeSource time) {
		long now = time.nanos();
		if (now >= this.simulation.validUntil()) {
			this.simulation.renew(states(), now);
		}
		return now;
	}

	private List<long[]> states() {
		Set<Trial> trials = trials((counter) -> true);
		trials.addAll(this.sample.all());
		return trials.stream().map(Trial::state).toList();
	}

	private Set<Trial> trials(Predicate<Counter<Trial>> wanted) {
		Set<Trial> trials = new HashSet<>();
		for (Counter<Trial> counter : this.frequent.counters()) {
			if (counter.note != null && wanted.test(counter)) {
				trials.add(counter.note);
			}
		}
		return trials;
	}

	/** Calls that a key has made since it has its counter. */
	private static long known(Counter<Trial> counter) {
		return counter.count - counter.error;
	}

	/**
	 * What is known now.
	 * @return the advice
	 */
	synchronized Advice advice() {
		if (this.calls == 0) {
			return new Advice(this.since, 0, 0, 0, List.of(), List.of());
		}
		Estimate estimate = estimate();
		List<Advised> rates = advised(estimate, this.candidates.rates(), 0);
		List<Advised> capacities = advised(estimate, this.candidates.capacities(), this.candidates.rates().size());
		return new Advice(this.since, this.calls, this.sample.keys(), this.sample.trials().size(), rates, capacities);
	}

	/**
	 * The shares as far as they are known now; to be asked before the next call. Keys
	 * count for themselves that have been tried for half of their calls at least: whether
	 * they do depends on their calls alone, not on the sample.
	 */
	synchronized Estimate estimate() {
		if (this.sample.whole()) {
			return new Estimate(this.calls, List.of(), List.copyOf(this.sample.all()), this.sample, 0, this.largest);
		}
		Set<Trial> frequent = trials((counter) -> known(counter) >= Math.max(PROMISING, counter.error));
		List<Trial> others = new ArrayList<>(this.sample.all());
		others.removeIf(frequent::contains);
		long untried = 2 * this.frequent.counters().get(0).count + PROMISING;
		return new Estimate(this.calls, List.copyOf(frequent), others, this.sample, untried, this.largest);
	}

	private static List<Advised> advised(Estimate estimate, List<Limit> candidates, int first) {
		List<Advised> advised = new ArrayList<>();
		for (Advised.Of of : Advised.Of.values()) {
			for (Advised.Target target : Advised.Target.values()) {
				Advised one = advised(estimate, candidates, first, of, target);
				if (one != null) {
					advised.add(one);
				}
			}
		}
		return advised;
	}

	/** The last from above that still refuses no more, as do all larger ones. */
	private static @Nullable Advised advised(Estimate estimate, List<Limit> candidates, int first, Advised.Of of,
			Advised.Target target) {
		Advised last = null;
		for (int i = candidates.size() - 1; i >= 0; i--) {
			Share share = estimate.refused(of, first + i, candidates.get(i));
			boolean enough = share.value() <= target.share();
			if (last == null || enough) {
				last = new Advised(target, of, candidates.get(i), share, enough);
			}
			if (!enough) {
				break;
			}
		}
		return last;
	}

}
