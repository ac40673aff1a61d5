package dev.ratelimit.internal.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.LimitResolver;
import dev.ratelimit.Rate;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.KeyLimits;
import dev.ratelimit.internal.limiter.StoreLimiter;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;

/**
 * A random life of one key under some limits, at whole microseconds: decided by the local
 * store first, then by the scripts in one batch.
 */
final class LuaEpisode implements TimeSource {

	private static final long YEAR = Duration.ofDays(365).toNanos();

	/** Turns further ahead, added to a hundred years' fill, are where doubles give up. */
	private static final long LONGEST = 50 * YEAR;

	/** In 2049: a hundred years on, and as many again to fill, doubles still hold it. */
	private static final long LATEST = 2_500_000_000_000_000_000L;

	private final List<Limit> limits;

	private final List<LimitArguments> terms;

	/** To which the limits may change, each in whole microseconds a permit. */
	private final List<String> rates;

	private final SplittableRandom random;

	private final LuaBatch batch;

	private long now;

	LuaEpisode(List<Limit> limits, List<String> rates, Script script, int seed) {
		this.limits = new ArrayList<>(limits);
		this.terms = new ArrayList<>(limits.stream().map((limit) -> LimitArguments.of("test", limit)).toList());
		this.rates = rates;
		this.batch = new LuaBatch(this.limits, script, seed);
		this.random = new SplittableRandom(seed);
		this.now = (seed % 8 == 0) ? 1_000 : 1_700_000_000_000_000_000L + this.random.nextLong(1L << 40) * 1_000;
	}

	@Override
	public long nanos() {
		return this.now;
	}

	@Override
	public void sleep(long nanos) {
		// A turn is reserved at once; that its time has not come yet is the point
	}

	void run(int count) {
		LimitResolver plans = (configured, key) -> this.limits.stream()
			.filter((limit) -> limit.name().equals(configured.name()))
			.findFirst()
			.orElseThrow();
		try (LocalRateLimiterRegistry registry = new LocalRateLimiterRegistry(List.copyOf(this.limits), Map.of(),
				this.rates.isEmpty() ? null : plans, this, 1000)) {
			StoreLimiter limiter = registry.all(this.limits.stream().map(Limit::name).toArray(String[]::new));
			for (int i = 0; i < count; i++) {
				this.now += jump();
				step(limiter);
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
		this.batch.compare();
	}

	private void step(StoreLimiter limiter) throws InterruptedException {
		int dice = this.random.nextInt(100);
		if (dice >= 98 && !this.rates.isEmpty()) {
			change(limiter);
		}
		else if (dice < 5) {
			record("peek", 1, limiter.peek("key"));
		}
		else if (dice < 20 && !this.batch.steps().isEmpty()) {
			int past = Math.max(0, this.batch.steps().size() - 1 - this.random.nextInt(20));
			LuaStep charged = this.batch.steps().get(past);
			if (charged.permits > 0 && !charged.refunded) {
				settle(limiter, charged, past);
			}
		}
		else if (dice < 25 && waitsAreWhole()) {
			long permits = cost();
			Duration most = Duration
				.ofNanos(this.random.nextLong(Math.min(2 * this.limits.get(0).window().toNanos(), LONGEST)));
			record("", permits, limiter.acquire("key", permits, most), most.toNanos());
		}
		else {
			long permits = cost();
			record("", permits, limiter.tryAcquire("key", permits));
		}
	}

	/** Refunds mostly. */
	private void settle(StoreLimiter limiter, LuaStep charged, int past) {
		long cost = switch (this.random.nextInt(6)) {
			case 0 -> this.random.nextLong(charged.permits);
			case 1 -> charged.permits + 1 + this.random.nextInt(4);
			case 2 -> charged.permits + 1 + this.random.nextLong(3 * this.limits.get(0).quota());
			default -> 0;
		};
		limiter.settle("key", charged.decision, cost);
		charged.refunded = true;
		String operation = ((cost > charged.permits) ? "debt" : "refund") + (past + 1);
		record(operation, cost, null, 0, (terms) -> terms.settled(cost - charged.permits));
	}

	/**
	 * Another rate for a limit; windows keep their period, for counts of another are not
	 * exact. A look begins a change in memory and not in Redis, so a call comes first.
	 */
	private void change(StoreLimiter limiter) {
		int i = this.random.nextInt(this.limits.size());
		Limit limit = this.limits.get(i);
		Limit next = limit.withRate(this.rates.get(this.random.nextInt(this.rates.size())));
		if (limit.algorithm() == Algorithm.LEAKY_BUCKET) {
			this.batch.steps().forEach((step) -> step.refunded = true);
		}
		else if (limit.algorithm() != Algorithm.TOKEN_BUCKET) {
			long permits = 1 + this.random.nextLong(3 * limit.rate().permits() + 3);
			next = (limit.rate().calendar() != null) ? limit.withRate(permits + "/month")
					: limit.withRate(Rate.of(permits, limit.rate().period()));
		}
		this.limits.set(i, next);
		this.terms.set(i, LimitArguments.of("test", next));
		this.now += KeyLimits.RESOLVE_NANOS + this.random.nextInt(3) * 1_000;
		record("", 1, limiter.tryAcquire("key", 1));
	}

	/** To the nanosecond a turn may begin earlier within a microsecond. */
	private boolean waitsAreWhole() {
		return this.terms.size() == 1 && this.terms.stream()
			.allMatch((terms) -> terms.queues
					&& terms.limit.rate().periodNanos() % (1_000 * terms.limit.rate().permits()) == 0);
	}

	private void record(String operation, long permits, LimitDecision decision) {
		record(operation, permits, decision, 0);
	}

	private void record(String operation, long permits, LimitDecision decision, long waitNanos) {
		record(operation, permits, decision, waitNanos, (terms) -> permits);
	}

	private void record(String operation, long permits, LimitDecision decision, long waitNanos,
			ToLongFunction<LimitArguments> amount) {
		this.batch.add(new LuaStep(operation, this.now, permits, decision), this.terms, waitNanos, amount);
	}

	private long cost() {
		long quota = this.limits.stream().mapToLong(Limit::quota).min().orElseThrow();
		return switch (this.random.nextInt(10)) {
			case 0 -> quota;
			case 1 -> this.random.nextLong(quota) + 1;
			case 2, 3 -> Math.min(quota, 1 + this.random.nextInt(5));
			case 4 -> Math.max(1, Math.min(quota, last((decision) -> decision.remaining() + this.random.nextInt(2))));
			default -> 1;
		};
	}

	private long last(ToLongFunction<LimitDecision> property) {
		for (int i = this.batch.steps().size() - 1; i >= 0; i--) {
			if (this.batch.steps().get(i).decision != null) {
				return property.applyAsLong(this.batch.steps().get(i).decision);
			}
		}
		return 1_000;
	}

	private long jump() {
		Limit limit = this.limits.get(this.random.nextInt(this.limits.size()));
		long period = limit.rate().periodNanos();
		long nextWindow = period - this.now % period;
		long jump = switch (this.random.nextInt(40)) {
			case 0, 1, 2 -> last(LimitDecision::retryAfterNanos);
			case 3 -> last(LimitDecision::retryAfterNanos) - 1_000;
			case 4 -> last((decision) -> decision.resetAfter().toNanos());
			case 5 -> last((decision) -> decision.resetAfter().toNanos()) - 1_000;
			case 6 -> nextWindow;
			case 7 -> nextWindow - 1_000;
			case 8 -> period;
			case 9 -> period - 1_000;
			case 10, 11 -> this.random.nextLong(2 * period);
			case 12, 13, 14, 15, 16 -> this.random.nextLong(2 * (period / limit.rate().permits()) + 1);
			case 17 -> this.random.nextLong(10_000);
			case 18 -> (this.random.nextInt(50) == 0) ? this.random.nextLong(YEAR) : 1_000;
			default -> 0;
		};
		boolean low = this.limits.stream().anyMatch((each) -> each.initialPermits() < each.quota());
		long most = low ? Duration.ofHours(1).toNanos() : Long.MAX_VALUE;
		long micros = Math.min(LuaBatch.micros(Math.max(0, jump)) * 1_000, most);
		return (micros <= LATEST - this.now) ? micros : 0;
	}

}
