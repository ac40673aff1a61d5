package dev.ratelimit.internal.local;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.model.ReferenceRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class ConcurrencyTests {

	private static final long QUOTA = 1000;

	private static final int KEYS = 20;

	private final ManualTimeSource clock = new ManualTimeSource();

	private final Crowd crowd = new Crowd();

	@AfterEach
	void disperse() {
		this.crowd.close();
	}

	@ParameterizedTest
	@EnumSource
	void exactlyTheQuotaIsAdmitted(Algorithm algorithm) throws Exception {
		RateLimiter limiter = registry(Limit.of("api", algorithm, "1000/1h")).get("api");
		for (int i = 0; i < KEYS; i++) {
			String key = opened(limiter, algorithm, "key " + i);
			long admitted = this.crowd.sum((random) -> tries(limiter, key, 200));
			assertThat(admitted).isEqualTo((algorithm == Algorithm.LEAKY_BUCKET) ? 1 : QUOTA);
		}
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LEAKY_BUCKET")
	void callsOfDifferentCostNeverOverdraw(Algorithm algorithm) throws Exception {
		RateLimiter limiter = registry(Limit.of("api", algorithm, "1000/1h")).get("api");
		for (int i = 0; i < KEYS; i++) {
			String key = opened(limiter, algorithm, "key " + i);
			long spent = this.crowd.sum((random) -> {
				long sum = 0;
				for (int call = 0; call < 100; call++) {
					sum += limiter.tryAcquire(key, 1 + random.nextLong(5)).permits();
				}
				return sum;
			});
			assertThat(spent).isBetween(QUOTA - 4, QUOTA);
			assertThat(limiter.peek(key).remaining()).isEqualTo(QUOTA - spent);
		}
	}

	@ParameterizedTest
	@EnumSource
	void refundsAndSweepingLoseAndCreateNothing(Algorithm algorithm) throws Exception {
		LocalRateLimiterRegistry registry = registry(Limit.of("api", algorithm, "5/1h"));
		RateLimiter limiter = registry.get("api");
		long most = (algorithm == Algorithm.LEAKY_BUCKET) ? 1 : 5;
		for (int i = 0; i < KEYS; i++) {
			limiter.tryAcquire("key " + i, (algorithm == Algorithm.PACED_WINDOW) ? 5 : 0);
		}
		this.clock.advance(Duration.ofHours(1).minusNanos(1));
		for (int i = 0; i < KEYS; i++) {
			String key = "key " + i;
			AtomicLong outstanding = new AtomicLong();
			this.crowd.sum((random) -> {
				for (int call = 0; call < 500; call++) {
					spendAndRefund(limiter, key, outstanding, most);
					if (random.nextInt(20) == 0) {
						registry.sweep();
					}
				}
				return 0;
			});
			assertThat(limiter.peek(key).remaining()).isEqualTo(most);
			assertThat(tries(limiter, key, 10)).isEqualTo(most);
		}
	}

	private static void spendAndRefund(RateLimiter limiter, String key, AtomicLong outstanding, long most) {
		Decision decision = limiter.tryAcquire(key);
		if (decision.allowed()) {
			assertThat(outstanding.incrementAndGet()).isLessThanOrEqualTo(most);
			outstanding.decrementAndGet();
			limiter.refund(key, decision);
		}
	}

	@ParameterizedTest
	@EnumSource
	void combinedLimitsAdmitTheLeastAndSpendNothingOnRefusals(Algorithm algorithm) throws Exception {
		LocalRateLimiterRegistry registry = registry(Limit.of("a", algorithm, "300/1h"),
				Limit.of("b", Algorithm.FIXED_WINDOW, "200/1h"), Limit.of("c", Algorithm.TOKEN_BUCKET, "400/1h"));
		RateLimiter all = registry.all("c", "a", "b");
		for (int i = 0; i < KEYS; i++) {
			String key = opened(registry.get("a"), algorithm, "key " + i);
			long admitted = this.crowd.sum((random) -> tries(all, key, 50));
			assertThat(admitted).isEqualTo((algorithm == Algorithm.LEAKY_BUCKET) ? 1 : 200);
			assertThat(registry.get("b").peek(key).remaining()).isEqualTo(200 - admitted);
			assertThat(registry.get("c").peek(key).remaining()).isEqualTo(400 - admitted);
		}
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "LEAKY_BUCKET")
	void combinationsInAnyOrderAndSingleCallsShareTheirLimits(Algorithm algorithm) throws Exception {
		LocalRateLimiterRegistry registry = registry(Limit.of("a", algorithm, "300/1h"),
				Limit.of("b", Algorithm.SLIDING_WINDOW_LOG, "200/1h"),
				Limit.of("c", Algorithm.SLIDING_WINDOW_COUNTER, "400/1h"));
		List<List<String>> choices = List.of(List.of("a", "b"), List.of("b", "c"), List.of("c", "a"), List.of("a"),
				List.of("b"), List.of("c"), List.of("c", "b", "a"));
		for (int i = 0; i < KEYS; i++) {
			String key = opened(registry.get("a"), algorithm, "key " + i);
			Map<String, AtomicLong> spent = Map.of("a", new AtomicLong(), "b", new AtomicLong(), "c", new AtomicLong());
			this.crowd.sum((random) -> {
				for (int call = 0; call < 150; call++) {
					List<String> names = choices.get(random.nextInt(choices.size()));
					Decision decision = registry.all(names.toArray(String[]::new)).tryAcquire(key);
					names.forEach((name) -> spent.get(name).addAndGet(decision.permits()));
				}
				return 0;
			});
			spent.forEach((name, sum) -> assertThat(registry.get(name).peek(key).remaining()).as(name)
				.isEqualTo(registry.limits().get(name).quota() - sum.get()));
			assertThat(spent.get("b")).hasValue(200);
		}
	}

	/**
	 * Between two moments everybody asks until refused: the sum is what one caller gets.
	 */
	@ParameterizedTest
	@EnumSource
	void manyCallersGetWhatOneWouldGet(Algorithm algorithm) throws Exception {
		Limit limit = Limit.of("api", algorithm, "70/10ms");
		RateLimiter limiter = registry(limit).get("api");
		RateLimiter reference = new ReferenceRegistry(this.clock, List.of(limit)).get("api");
		SplittableRandom random = new SplittableRandom(1);
		for (int moment = 0; moment < 300; moment++) {
			long admitted = this.crowd.sum((ignored) -> drain(limiter));
			assertThat(admitted).as("at moment %d", moment).isEqualTo(drain(reference));
			this.clock.advance(Duration.ofNanos(random.nextLong(6_000_000)));
		}
	}

	@ParameterizedTest
	@EnumSource
	void aMovingClockAdmitsNoMoreThanTheDefinition(Algorithm algorithm) throws Exception {
		LocalRateLimiterRegistry registry = registry(Limit.of("api", algorithm, "100/10ms"));
		RateLimiter limiter = registry.get("api");
		long start = this.clock.nanos();
		long admitted = this.crowd.sum((random) -> {
			long sum = 0;
			for (int moment = 0; moment < 4000; moment++) {
				this.clock.advance(Duration.ofNanos(random.nextLong(20_000)));
				sum += tries(limiter, "key", 9) + spendAndPerhapsRefund(limiter, random);
				if (random.nextInt(100) == 0) {
					registry.sweep();
				}
			}
			return sum;
		});
		assertThat(admitted).isGreaterThan(100).isLessThanOrEqualTo(most(algorithm, this.clock.nanos() - start));
	}

	private long spendAndPerhapsRefund(RateLimiter limiter, SplittableRandom random) {
		Decision decision = limiter.tryAcquire("key");
		if (random.nextInt(3) > 0) {
			return decision.permits();
		}
		this.clock.advance(Duration.ofNanos(random.nextLong(200_000)));
		limiter.refund("key", decision);
		return 0;
	}

	/** At most, from a multiple of 10 ms on, at 100 in 10 ms. */
	private static long most(Algorithm algorithm, long nanos) {
		long windows = nanos / 10_000_000 + 1;
		return switch (algorithm) {
			case TOKEN_BUCKET -> 100 + nanos / 100_000;
			case LEAKY_BUCKET -> 1 + nanos / 100_000;
			default -> 100 * windows;
		};
	}

	private LocalRateLimiterRegistry registry(Limit... limits) {
		return new LocalRateLimiterRegistry(List.of(limits), Map.of(), null, this.clock, 1_000_000);
	}

	/** Brings a paced window to where its whole quota can be spent. */
	private String opened(RateLimiter limiter, Algorithm algorithm, String key) {
		if (algorithm == Algorithm.PACED_WINDOW) {
			limiter.tryAcquire(key, limiter.peek(key).quota());
			this.clock.advance(Duration.ofHours(1).minusNanos(1));
		}
		return key;
	}

	private static long tries(RateLimiter limiter, String key, int times) {
		long admitted = 0;
		for (int i = 0; i < times; i++) {
			admitted += limiter.tryAcquire(key).permits();
		}
		return admitted;
	}

	private static long drain(RateLimiter limiter) {
		long admitted = 0;
		while (limiter.tryAcquire("key").allowed()) {
			admitted++;
		}
		return admitted;
	}

}
