package dev.ratelimit.contract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.RateLimiter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Bounds that hold whatever calls turn out to have cost, tried at random: ten permits in
 * ten seconds, calls for one to three, costs of nothing to a hundred.
 */
interface DebtBoundsContract extends Store {

	@ParameterizedTest
	@EnumSource(mode = Mode.EXCLUDE, names = "CONCURRENCY")
	default void whateverIsSettledNoMoreIsGranted(Algorithm algorithm) {
		for (int seed = 0; seed < 4; seed++) {
			Clock clock = new Clock();
			List<long[]> costs = settleAtRandom(clock, algorithm, new SplittableRandom(seed));
			assertThat(mostIn(10_000_000_000L, costs)).as("seed %d", seed)
				.isLessThanOrEqualTo(BoundsContract.most(algorithm));
		}
	}

	/** Of a call that costs more than it had reserved, what it had reserved. */
	private List<long[]> settleAtRandom(Clock clock, Algorithm algorithm, SplittableRandom random) {
		RateLimiter limiter = limiter(clock, algorithm);
		List<long[]> costs = new ArrayList<>();
		List<Decision> open = new ArrayList<>();
		List<long[]> charged = new ArrayList<>();
		for (int i = 0; i < 250; i++) {
			clock.advance(random.nextInt(3) * random.nextLong(1_500_000_000L / tick()) * tick());
			Decision decision = limiter.tryAcquire(KEY, 1 + random.nextInt(3));
			if (decision.allowed()) {
				open.add(decision);
				charged.add(new long[] { clock.nanos(), decision.permits() });
				costs.add(charged.get(charged.size() - 1));
			}
			if (!open.isEmpty() && random.nextInt(3) == 0) {
				int settled = random.nextInt(open.size());
				long cost = random.nextInt(4) == 0 ? random.nextInt(100) : random.nextInt(3);
				limiter.settle(KEY, open.remove(settled), cost);
				long[] charge = charged.remove(settled);
				charge[1] = Math.min(charge[1], cost);
			}
			assertThat(limiter.peek(KEY).retryAfter()).isLessThanOrEqualTo(longestDebt(algorithm));
		}
		return costs;
	}

	private static long mostIn(long nanos, List<long[]> costs) {
		long most = 0;
		for (long[] last : costs) {
			most = Math.max(most,
					costs.stream()
						.filter((cost) -> cost[0] <= last[0] && cost[0] > last[0] - nanos)
						.mapToLong((cost) -> cost[1])
						.sum());
		}
		return most;
	}

	/** Until a call for one permit is admitted, whatever was charged. */
	private static Duration longestDebt(Algorithm algorithm) {
		return switch (algorithm) {
			case TOKEN_BUCKET -> Duration.ofSeconds(11);
			case LEAKY_BUCKET -> Duration.ofSeconds(20);
			case SLIDING_WINDOW_COUNTER -> Duration.ofMillis(15_500);
			default -> Duration.ofSeconds(10);
		};
	}

}
