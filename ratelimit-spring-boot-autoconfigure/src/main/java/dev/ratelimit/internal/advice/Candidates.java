package dev.ratelimit.internal.advice;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongFunction;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.Rate;

/**
 * Limits that might be advised in place of one: of other rates and, of a token bucket, of
 * other capacities at its own rate. The numbers are round ones from a thirty-second to
 * thirty-two times of what is configured.
 *
 * @param rates by ascending rate; a capacity grows with it
 * @param capacities by ascending capacity; empty unless the limit is a token bucket
 */
record Candidates(List<Limit> rates, List<Limit> capacities) {

	private static final long FACTOR = 32;

	/**
	 * The candidates for a limit.
	 * @param limit a limit of a rate
	 * @return those that are legal limits
	 */
	static Candidates of(Limit limit) {
		List<Limit> rates = legal(limit.rate().permits(), (permits) -> ofRate(limit, permits));
		List<Limit> capacities = (limit.algorithm() != Algorithm.TOKEN_BUCKET) ? List.of()
				: legal(limit.quota(), (capacity) -> ofCapacity(limit, capacity));
		return new Candidates(rates, capacities);
	}

	private static List<Limit> legal(long number, LongFunction<Limit> made) {
		List<Limit> limits = new ArrayList<>();
		for (long round : RoundNumbers.around(number, FACTOR)) {
			try {
				limits.add(made.apply(round));
			}
			catch (IllegalArgumentException ex) {
				// No legal limit: more than a permit a nanosecond, or a century to fill
			}
		}
		return limits;
	}

	private static Limit ofRate(Limit limit, long permits) {
		Limit changed = limit.withInitial(null).withCapacity(null).withRate(withPermits(limit.rate(), permits));
		if (limit.capacity() == null) {
			return withInitial(changed, limit);
		}
		long capacity = (long) Math.ceil((double) limit.capacity() / limit.rate().permits() * permits);
		return withInitial(changed.withCapacity(capacity), limit);
	}

	private static Limit ofCapacity(Limit limit, long capacity) {
		return withInitial(limit.withInitial(null).withCapacity(capacity), limit);
	}

	private static Limit withInitial(Limit changed, Limit limit) {
		return (limit.initial() != null) ? changed.withInitial(Math.min(limit.initial(), changed.quota())) : changed;
	}

	private static Rate withPermits(Rate rate, long permits) {
		String text = rate.toString();
		return Rate.of(permits + text.substring(text.indexOf('/')));
	}

	/**
	 * All of them.
	 * @return the rates, then the capacities
	 */
	List<Limit> all() {
		List<Limit> all = new ArrayList<>(this.rates);
		all.addAll(this.capacities);
		return all;
	}

}
