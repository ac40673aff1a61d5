package dev.ratelimit.internal.advice;

import java.util.List;

import dev.ratelimit.Limit;

/**
 * Shares of all calls and keys that a candidate would have refused. Exact while every key
 * is tried. Else
 * <ul>
 * <li>of keys it is the share of the sample, with two and a half standard errors of that
 * as its error;</li>
 * <li>of calls those of the most frequent keys count as they are, and all others are
 * taken to be refused as the sample's are: a ratio estimate, with two and a half standard
 * errors (Cochran: <cite>Sampling Techniques</cite>, chapter 6).</li>
 * </ul>
 * Errors are worked out as if some keys more had been refused, since none in the sample
 * does not mean none at all: of keys two, and of calls one that called as often as the
 * sample's most frequent, but no more than a key outside can have.
 *
 * @param calls all calls
 * @param frequent keys that count for themselves alone
 * @param others a sample of all other keys
 * @param sample the sample of all keys
 * @param untried calls that a key outside of both can have made, at most
 * @param largest the largest cost of a call
 */
record Estimate(long calls, List<Trial> frequent, List<Trial> others, KeySample sample, long untried, long largest) {

	/** Standard errors. */
	private static final double SPREAD = 2.5;

	Share refused(Advised.Of of, int candidate, Limit limit) {
		return switch (of) {
			case CALLS -> ofCalls(candidate, limit);
			case KEYS -> ofKeys(candidate);
		};
	}

	private Share ofKeys(int candidate) {
		long keys = this.sample.trials().size();
		if (keys == 0) {
			return new Share(0, 0);
		}
		long refused = this.sample.all().stream().filter((trial) -> trial.refused(candidate) > 0).count();
		double share = (double) refused / keys;
		if (this.sample.whole()) {
			return new Share(share, 0);
		}
		// Agresti and Coull's interval
		double centre = (refused + 2.0) / (keys + 4.0);
		return new Share(share, SPREAD * Math.sqrt(centre * (1 - centre) / (keys + 4.0)) + Math.abs(centre - share));
	}

	private Share ofCalls(int candidate, Limit limit) {
		if (this.calls == 0) {
			return new Share(0, 0);
		}
		long known = 0;
		long refused = 0;
		for (Trial trial : this.frequent) {
			known += trial.calls();
			refused += trial.refused(candidate);
		}
		long sampled = 0;
		long sampledRefused = 0;
		for (Trial trial : this.others) {
			sampled += trial.calls();
			sampledRefused += trial.refused(candidate);
		}
		double rest = this.calls - known;
		if (sampled == 0) {
			return new Share(refused / (double) this.calls, rest / this.calls);
		}
		double ratio = (double) sampledRefused / sampled;
		double error = this.sample.whole() ? 0 : SPREAD * rest / sampled * deviation(candidate, ratio, limit);
		return new Share((refused + rest * ratio) / this.calls, error / this.calls);
	}

	/** The root of the sum of squared residuals, that of one more key included. */
	private double deviation(int candidate, double ratio, Limit limit) {
		double sum = 0;
		long calls = 0;
		long most = 0;
		for (Trial trial : this.others) {
			double residual = trial.refused(candidate) - ratio * trial.calls();
			sum += residual * residual;
			calls += trial.calls();
			most = Math.max(most, trial.calls());
		}
		double mean = (double) calls / this.others.size();
		double more = Math
			.max(Math.min(Math.max(most - admittedAnyway(limit), mean), this.untried - admittedAnyway(limit)), 0);
		return Math.sqrt(sum + more * more);
	}

	/** Calls of a key that its initial permits cover, so that none of them is refused. */
	private long admittedAnyway(Limit limit) {
		return switch (limit.algorithm()) {
			case LEAKY_BUCKET, PACED_WINDOW -> 0;
			default -> limit.initialPermits() / this.largest;
		};
	}

}
