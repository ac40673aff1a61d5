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
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.internal.algorithm.LimitDecision;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Limits that are changed while many threads use them.
 */
class ChangeUnderLoadTests {

	private final ChangingLimits limits = new ChangingLimits(new ManualTimeSource());

	private final Crowd crowd = new Crowd();

	@AfterEach
	void disperse() {
		this.crowd.close();
	}

	/** Every permit spends its share of the hour, whatever its limit was. */
	@ParameterizedTest
	@EnumSource
	void underLoadNoSpentPermitIsLostAndNoneIsAdmittedTwice(Algorithm algorithm) throws Exception {
		List<Limit> limits = List.of(Limit.of("api", algorithm, "500/1h"), Limit.of("api", algorithm, "1000/1h"),
				Limit.of("api", algorithm, "800/1h"), Limit.of("api", algorithm, "1000/1h"));
		for (int round = 0; round < 20; round++) {
			LocalRateLimiterRegistry registry = this.limits.registry(null, limits.get(1));
			RateLimiter limiter = registry.get("api");
			RateLimiter same = registry.all("api", "other");
			this.limits.opened(limiter, algorithm, "key");
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
		LocalRateLimiterRegistry registry = this.limits.registry(resolving ? (configured, key) -> configured : null,
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

}
