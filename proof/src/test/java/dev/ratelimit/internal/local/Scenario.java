package dev.ratelimit.internal.local;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

import dev.ratelimit.Limit;
import dev.ratelimit.LimitResolver;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.KeyLimits;
import dev.ratelimit.internal.limiter.TermsInForce;
import org.jspecify.annotations.Nullable;

/**
 * A store of one key, as the registry builds it but without the sweeper's thread, and
 * what each thread was last answered.
 */
abstract class Scenario {

	static final String KEY = "key";

	private static final int MOST_THREADS = 10;

	final Moments clock = new Moments();

	final List<LocalRateLimiter> limiters = new ArrayList<>();

	private final @Nullable LimitDecision[] last = new LimitDecision[MOST_THREADS];

	Scenario(Limit... limits) {
		this((clock) -> null, 100, limits);
	}

	Scenario(Function<Moments, @Nullable LimitResolver> resolver, long maximumSize, Limit... limits) {
		for (Limit limit : limits) {
			TermsInForce inForce = new TermsInForce(List.of(limit), Map.of());
			KeyTermsCache terms = new KeyTermsCache(
					new KeyLimits(limit.name(), inForce, resolver.apply(this.clock), null));
			LimitCells cells = new LimitCells(limit.name(), terms, maximumSize, this.clock, Runnable::run, () -> {
			}, null);
			this.limiters.add(new LocalRateLimiter(cells, this.clock));
		}
	}

	final LocalRateLimiter limiter() {
		return this.limiters.get(0);
	}

	final CombinedRateLimiter combined(int... positions) {
		List<LocalRateLimiter> parts = new ArrayList<>();
		for (int position : positions) {
			parts.add(this.limiters.get(position));
		}
		List<String> names = this.limiters.stream().map((limiter) -> limiter.cells.name()).toList();
		return new CombinedRateLimiter(parts, names);
	}

	final LimitDecision remember(int thread, LimitDecision decision) {
		this.last[thread] = decision;
		return decision;
	}

	final void forget(int thread) {
		this.last[thread] = null;
	}

	final @Nullable LimitDecision last(int thread) {
		return this.last[thread];
	}

	/** All that a decision says, its parts too. */
	static String words(LimitDecision decision) {
		StringBuilder words = new StringBuilder();
		decision.all().forEach((part) -> words.append(part).append(" charged ").append(part.charged()).append("; "));
		return words.toString();
	}

}
