package dev.ratelimit.benchmarks;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.Refill;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;

/**
 * Ours, by the names of the configuration. What is to admit grants more than can be asked
 * for, at a rate as people write it where the algorithm allows; what is to refuse has
 * nothing left for an hour.
 */
final class Ours {

	private static final String REFUSING = "10/1h";

	private static final long PLENTY = 5_000_000_000L;

	private static final String ADMITTING = "1000000000/1s";

	private Ours() {
	}

	static Subject single(String algorithm, boolean admit) {
		RateLimiter limiter = registry(List.of(limit("api", algorithm, admit))).get("api");
		return (key) -> limiter.tryAcquire(key).allowed();
	}

	/** So that no call's type profile is of one algorithm alone. */
	static Subject mixed(boolean admit) {
		List<String> names = Stream.of(Algorithm.values())
			.filter((algorithm) -> algorithm != Algorithm.CONCURRENCY)
			.map(Algorithm::id)
			.toList();
		RateLimiterRegistry registry = registry(names.stream().map((name) -> limit(name, name, admit)).toList());
		RateLimiter[] limiters = names.stream().map(registry::get).toArray(RateLimiter[]::new);
		return new Subject() {

			private int next;

			@Override
			public Object ask(String key) {
				// Racy on purpose: any limiter will do
				int turn = this.next;
				this.next = (turn + 1 < limiters.length) ? turn + 1 : 0;
				return limiters[turn].tryAcquire(key).allowed();
			}

		};
	}

	static Subject combined(int limits, boolean admit) {
		List<String> names = Stream.of("a", "b", "c").limit(limits).toList();
		RateLimiter limiter = registry(names.stream().map((name) -> limit(name, "token-bucket", admit)).toList())
			.all(names.toArray(String[]::new));
		return (key) -> limiter.tryAcquire(key).allowed();
	}

	/** Out of an application context, which is where users have it from. */
	static Subject bean(Class<?> source, boolean admit) {
		String rate = admit ? "100/1m" : REFUSING;
		RateLimiter limiter = Starter
			.start(source, "ratelimit.limits.api.rate=" + rate,
					"ratelimit.limits.api.capacity=" + (admit ? PLENTY : 10))
			.getBean(RateLimiterRegistry.class)
			.get("api");
		return (key) -> limiter.tryAcquire(key).allowed();
	}

	/** The caller keeps the decision, as it does to write headers. */
	static Subject kept(boolean admit) {
		RateLimiter limiter = registry(List.of(limit("api", "token-bucket", admit))).get("api");
		return limiter::tryAcquire;
	}

	/** The plan is looked up for each call, as for a rule that names it. */
	static Subject onPlan(boolean admit) {
		Limit limit = limit("api", "token-bucket", admit);
		LimitTerms terms = new LimitTerms(limit.withCapacity(null).withRate("7/1h"), Map.of(), Map.of("pro", limit));
		RateLimiter limiter = new LocalRateLimiterRegistry(List.of(terms), null, TimeSource.system(),
				Floors.MAXIMUM_SIZE)
			.get("api");
		return (key) -> limiter.withPlan("pro").tryAcquire(key).allowed();
	}

	/** A permit is taken and given back; or somebody else holds it all the time. */
	static Subject inFlight(boolean admit) {
		Limit limit = Limit.concurrency("api", admit ? 1000 : 1).maxHold(Duration.ofDays(1)).build();
		RateLimiter limiter = registry(List.of(limit)).get("api");
		if (!admit) {
			return (key) -> limiter.tryAcquire(key).allowed();
		}
		return (key) -> {
			Decision held = limiter.tryAcquire(key);
			limiter.refund(key, held);
			return held.allowed();
		};
	}

	private static RateLimiterRegistry registry(List<Limit> limits) {
		return new LocalRateLimiterRegistry(limits, Map.of(), null, TimeSource.system(), Floors.MAXIMUM_SIZE);
	}

	private static Limit limit(String name, String algorithm, boolean admit) {
		if (algorithm.equals("token-bucket (interval)")) {
			return limit(name, "token-bucket", admit).withRefill(Refill.INTERVAL);
		}
		Algorithm known = Algorithm.of(algorithm);
		if (!admit) {
			return Limit.of(name, known, REFUSING);
		}
		return switch (known) {
			case TOKEN_BUCKET -> Limit.of(name, known, "100/1m").withCapacity(PLENTY);
			// Its memory is what was spent in one period
			case SLIDING_WINDOW_LOG -> Limit.of(name, known, "10000/10us");
			default -> Limit.of(name, known, ADMITTING);
		};
	}

}
