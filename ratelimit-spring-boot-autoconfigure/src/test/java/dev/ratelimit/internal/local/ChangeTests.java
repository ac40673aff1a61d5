package dev.ratelimit.internal.local;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.LimitResolver;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.Mode;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.internal.algorithm.LimitDecision;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Limits that are changed while they are in use.
 */
class ChangeTests {

	private final ManualTimeSource clock = new ManualTimeSource();

	private final Crowd crowd = new Crowd();

	@AfterEach
	void disperse() {
		this.crowd.close();
	}

	@Test
	void limitsInForceAreAnswered() {
		LocalRateLimiterRegistry registry = registry(null, bucket("10/1h"),
				Limit.of("b", Algorithm.FIXED_WINDOW, "1/1h"));
		registry.get("api").tryAcquire("seen");
		Limit next = bucket("20/1h");
		registry.change(List.of(next), Map.of("api", Map.of("vip", next.withRate("30/1h"))));
		assertThat(registry.limits()).containsEntry("api", next).containsOnlyKeys("api", "b");
		assertThat(registry.limits().keySet()).containsExactly("api", "b");
		assertThat(registry.overrides("api")).containsOnlyKeys("vip");
		assertThat(registry.get("api").peek("seen").quota()).isEqualTo(20);
		assertThat(registry.get("api").peek("new").quota()).isEqualTo(20);
		assertThat(registry.get("api").tryAcquire("vip").quota()).isEqualTo(30);
		registry.change(List.of(next), Map.of());
		assertThat(registry.get("api").tryAcquire("vip").quota()).isEqualTo(20);
	}

	@Test
	void anotherAlgorithmAndAnUnknownLimitChangeNothing() {
		LocalRateLimiterRegistry registry = registry(null, bucket("10/1h"),
				Limit.of("b", Algorithm.FIXED_WINDOW, "1/1h"));
		Limit other = Limit.of("b", Algorithm.SLIDING_WINDOW_LOG, "1/1h");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> registry.change(List.of(bucket("20/1h"), other), Map.of()))
			.withMessageContaining("'b' by fixed-window cannot become 'b' by sliding-window-log");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> registry.change(List.of(bucket("20/1h"), Limit.of("c", Algorithm.TOKEN_BUCKET, "1/1h")),
					Map.of()))
			.withMessageContaining("Unknown limit 'c'");
		assertThat(registry.get("api").peek("key").quota()).isEqualTo(10);
	}

	/** 7 of 10 an hour are back after 42 minutes. */
	@ParameterizedTest
	@CsvSource({ "20/1h, 6, 2520", "5/1h, 1, 2520", "10/1m, 0, 60" })
	void aTokenBucketKeepsItsTimeUntilFull(String rate, long remaining, long resetSeconds) {
		LocalRateLimiterRegistry registry = registry(null, bucket("10/1h"));
		registry.get("api").tryAcquire("key", 7);
		registry.change(List.of(bucket(rate)), Map.of());
		Decision changed = registry.get("api").peek("key");
		assertThat(changed.resetAfter()).hasSeconds(resetSeconds);
		assertThat(changed.remaining()).isEqualTo(remaining);
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = { "TOKEN_BUCKET", "LEAKY_BUCKET" })
	void aWindowKeepsItsCountThroughASmallerLimit(Algorithm algorithm) {
		LocalRateLimiterRegistry registry = registry(null, Limit.of("api", algorithm, "10/1h"));
		RateLimiter limiter = registry.get("api");
		opened(limiter, algorithm, "key");
		Decision first = limiter.tryAcquire("key", 9);
		registry.change(List.of(Limit.of("api", algorithm, "4/1h")), Map.of());
		assertThat(limiter.tryAcquire("key").allowed()).isFalse();
		limiter.refund("key", first);
		assertThat(limiter.peek("key").remaining()).as("9 spent, given back or not, against 4").isIn(0L, 4L);
		registry.change(List.of(Limit.of("api", algorithm, "3/1h")), Map.of());
		registry.change(List.of(Limit.of("api", algorithm, "10/1h")), Map.of());
		if (algorithm != Algorithm.SLIDING_WINDOW_LOG && algorithm != Algorithm.CONCURRENCY) {
			assertThat(limiter.peek("key").remaining()).isEqualTo(1);
		}
		this.clock.advance(Duration.ofHours(2));
		opened(limiter, algorithm, "key");
		assertThat(limiter.peek("key").remaining()).isEqualTo(10);
	}

	@Test
	void observingBeginsAndEnds() {
		LocalRateLimiterRegistry registry = registry(null, bucket("1/1h"));
		RateLimiter limiter = registry.get("api");
		limiter.tryAcquire("key");
		registry.change(List.of(bucket("1/1h").withMode(Mode.OBSERVE)), Map.of());
		assertThat(limiter.tryAcquire("key").observed()).isTrue();
		registry.change(List.of(bucket("1/1h")), Map.of());
		assertThat(limiter.tryAcquire("key").allowed()).isFalse();
	}

	@Test
	void combinationsMadeBeforeFollow() {
		LocalRateLimiterRegistry registry = registry(null, bucket("10/1h"),
				Limit.of("b", Algorithm.FIXED_WINDOW, "9/1h"));
		RateLimiter all = registry.all("api", "b");
		all.tryAcquire("key");
		registry.change(List.of(Limit.of("b", Algorithm.FIXED_WINDOW, "2/1h")), Map.of());
		assertThat(all.tryAcquire("key").allowed()).isTrue();
		assertThat(all.tryAcquire("key").limit()).isEqualTo("b");
		assertThat(registry.get("api").peek("key").remaining()).isEqualTo(8);
	}

	@Test
	void placesToWaitFollow() throws InterruptedException {
		Limit limit = Limit.of("api", Algorithm.LEAKY_BUCKET, "1/1s");
		LocalRateLimiterRegistry registry = registry(null, limit.withWaiting(Duration.ofSeconds(5), 0));
		RateLimiter limiter = registry.get("api");
		limiter.acquire("key");
		assertThat(limiter.acquire("key", 1, Duration.ofSeconds(5)).allowed()).isFalse();
		registry.change(List.of(limit.withWaiting(Duration.ofSeconds(5), 1)), Map.of());
		assertThat(limiter.acquire("key", 1, Duration.ofSeconds(5)).allowed()).isTrue();
		assertThat(registry.waiting("api")).isZero();
	}

	@Test
	void theResolverIsAskedAgainAtOnceWithWhatIsInForce() {
		LocalRateLimiterRegistry registry = registry(
				(configured, key) -> configured.withCapacity(configured.rate().permits() * 2), bucket("10/1h"));
		RateLimiter limiter = registry.get("api");
		assertThat(limiter.tryAcquire("key").quota()).isEqualTo(20);
		registry.change(List.of(bucket("30/1h")), Map.of());
		assertThat(limiter.tryAcquire("key").quota()).isEqualTo(60);
		registry.change(List.of(bucket("30/1h").withMode(Mode.OBSERVE)), Map.of());
		assertThat(limiter.tryAcquire("key", 60).observed()).isTrue();
	}

	@Test
	void aPlanThatStaysTheSameIsNotAskedForOnAndOn() {
		AtomicLong asked = new AtomicLong();
		LocalRateLimiterRegistry registry = registry((configured, key) -> {
			asked.incrementAndGet();
			return bucket("7/1h");
		}, bucket("10/1h"));
		RateLimiter limiter = registry.get("api");
		limiter.tryAcquire("key");
		registry.change(List.of(bucket("30/1h")), Map.of());
		for (int i = 0; i < 5; i++) {
			limiter.tryAcquire("key");
		}
		assertThat(asked).hasValue(2);
	}

	/** Every permit spends its share of the hour, whatever its limit was. */
	@ParameterizedTest
	@EnumSource
	void underLoadNoSpentPermitIsLostAndNoneIsAdmittedTwice(Algorithm algorithm) throws Exception {
		List<Limit> limits = List.of(Limit.of("api", algorithm, "500/1h"), Limit.of("api", algorithm, "1000/1h"),
				Limit.of("api", algorithm, "800/1h"), Limit.of("api", algorithm, "1000/1h"));
		for (int round = 0; round < 20; round++) {
			LocalRateLimiterRegistry registry = registry(null, limits.get(1));
			RateLimiter limiter = registry.get("api");
			RateLimiter same = registry.all("api", "other");
			opened(limiter, algorithm, "key");
			Duration[] spent = new Duration[Crowd.SIZE];
			AtomicLong callers = new AtomicLong();
			long admitted = this.crowd.sum((random) -> {
				int me = (int) callers.getAndIncrement();
				spent[me] = Duration.ZERO;
				long sum = 0;
				for (int call = 0; call < 150; call++) {
					if (me == 0) {
						registry.change(List.of(limits.get(call % 4)), Map.of());
						continue;
					}
					RateLimiter one = random.nextBoolean() ? limiter : same;
					Decision part = one.tryAcquire("key", 1 + random.nextInt(2) % permitsAtOnce(algorithm))
						.parts()
						.get(0);
					sum += part.permits();
					spent[me] = spent[me].plus(LimitDecision.of(part)
						.policy()
						.rate()
						.period()
						.dividedBy(part.quota())
						.multipliedBy(part.permits()));
				}
				return sum;
			});
			registry.change(List.of(limits.get(1)), Map.of());
			for (Decision last = limiter.tryAcquire("key"); last.allowed(); last = limiter.tryAcquire("key")) {
				admitted++;
				spent[0] = spent[0].plus(Duration.ofHours(1).dividedBy(1000));
			}
			Duration total = Duration.ZERO;
			for (Duration one : spent) {
				total = total.plus(one);
			}
			if (algorithm == Algorithm.TOKEN_BUCKET) {
				assertThat(total).isBetween(Duration.ofHours(1).minusSeconds(4), Duration.ofHours(1));
			}
			else {
				assertThat(admitted).isEqualTo((algorithm == Algorithm.LEAKY_BUCKET) ? 1 : 1000);
			}
		}
	}

	private static int permitsAtOnce(Algorithm algorithm) {
		return (algorithm == Algorithm.LEAKY_BUCKET) ? 1 : 2;
	}

	/** Also where the key's cell is being made just then. */
	@ParameterizedTest
	@CsvSource({ "false", "true" })
	void callsThatBeginAfterwardsAreDecidedByTheNewLimit(boolean resolving) throws Exception {
		LocalRateLimiterRegistry registry = registry(resolving ? (configured, key) -> configured : null,
				Limit.of("api", Algorithm.FIXED_WINDOW, "1/1d"));
		RateLimiter limiter = registry.get("api");
		AtomicReference<String> current = new AtomicReference<>("");
		AtomicBoolean done = new AtomicBoolean();
		AtomicLong callers = new AtomicLong();
		List<String> stale = new ArrayList<>();
		this.crowd.sum((random) -> {
			if (callers.getAndIncrement() > 0) {
				while (!done.get()) {
					limiter.tryAcquire(current.get());
				}
				return 0;
			}
			for (int change = 1; change <= 300; change++) {
				current.set("key " + change);
				registry.change(List.of(Limit.of("api", Algorithm.FIXED_WINDOW, (change + 1) + "/1d")), Map.of());
				long quota = limiter.tryAcquire("key " + change).quota();
				if (quota != change + 1 && stale.size() < 10) {
					stale.add("%d after change %d".formatted(quota, change));
				}
			}
			done.set(true);
			return 0;
		});
		assertThat(stale).isEmpty();
	}

	private static Limit bucket(String rate) {
		return Limit.of("api", Algorithm.TOKEN_BUCKET, rate);
	}

	private LocalRateLimiterRegistry registry(@Nullable LimitResolver resolver, Limit... limits) {
		List<Limit> all = new ArrayList<>(List.of(limits));
		all.add(Limit.of("other", Algorithm.FIXED_WINDOW, "1000000/1d"));
		if (limits.length > 1) {
			all.remove(limits.length);
		}
		return new LocalRateLimiterRegistry(all, Map.of(), resolver, this.clock, 1_000_000);
	}

	/** Brings a paced window to where its whole quota can be spent. */
	private void opened(RateLimiter limiter, Algorithm algorithm, String key) {
		if (algorithm == Algorithm.PACED_WINDOW) {
			limiter.tryAcquire(key, limiter.peek(key).quota());
			this.clock.advance(Duration.ofHours(1).minusNanos(1));
		}
	}

}
