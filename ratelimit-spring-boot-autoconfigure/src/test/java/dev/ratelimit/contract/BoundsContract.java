package dev.ratelimit.contract;

import java.util.List;
import java.util.SplittableRandom;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.Refill;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The most that can be had within a time: that it can be had, and that no more can. Ten
 * permits in ten seconds; within a period means that one end of it does not count.
 */
interface BoundsContract extends Store {

	long PERIOD = 10_000_000_000L;

	long SLOT = 1_000_000_000L;

	@Test
	default void aTokenBucketGrantsItsCapacityAndWhatIsRefilled() {
		Adversary adversary = adversary(Limit.of("api", Algorithm.TOKEN_BUCKET, RATE).withCapacity(25L));
		adversary.drain();
		for (int i = 0; i < 10; i++) {
			adversary.sleep(SLOT).drain();
		}
		assertThat(adversary.mostIn(PERIOD)).isEqualTo(25 + 10 - 1);
		assertThat(adversary.mostIn(PERIOD + tick())).isEqualTo(25 + 10);
	}

	@Test
	default void aBucketRefilledByIntervalGrantsItsCapacityAndAnIntervalAtOnce() {
		Adversary adversary = adversary(
				Limit.of("api", Algorithm.TOKEN_BUCKET, RATE).withRefill(Refill.INTERVAL).withCapacity(25L));
		adversary.sleep(PERIOD - tick()).drain().sleep(tick()).drain();
		assertThat(adversary.mostIn(2 * tick())).isEqualTo(25 + 10);
		adversary.sleep(PERIOD - tick()).drain();
		assertThat(adversary.mostIn(PERIOD)).isEqualTo(25 + 10);
	}

	@Test
	default void aLeakyBucketGrantsARatesPermitsAndTheRestOfALastCall() {
		Adversary adversary = adversary(Limit.of("api", Algorithm.LEAKY_BUCKET, RATE));
		for (int i = 0; i < 9; i++) {
			adversary.drain().sleep(SLOT);
		}
		assertThat(adversary.take(5)).isTrue();
		assertThat(adversary.mostIn(PERIOD)).isEqualTo(10 + 5 - 1);
		assertThat(adversary.mostIn(SLOT)).isEqualTo(5);
	}

	@Test
	default void aFixedWindowGrantsTwiceItsPermitsAroundAnEdge() {
		Adversary adversary = adversary(Limit.of("api", Algorithm.FIXED_WINDOW, RATE));
		adversary.sleep(PERIOD - tick()).drain().sleep(tick()).drain();
		assertThat(adversary.mostIn(2 * tick())).isEqualTo(20);
		adversary.sleep(PERIOD - 2 * tick()).drain();
		assertThat(adversary.mostIn(PERIOD)).isEqualTo(20);
	}

	@Test
	default void aLogGrantsNeverMoreThanItsPermits() {
		Adversary adversary = adversary(Limit.of("api", Algorithm.SLIDING_WINDOW_LOG, RATE));
		adversary.sleep(PERIOD - tick());
		for (int i = 0; i < 40; i++) {
			adversary.drain().sleep(SLOT / 2 - tick());
		}
		assertThat(adversary.mostIn(PERIOD)).isEqualTo(10);
	}

	@Test
	default void aCounterGrantsTwiceItsPermitsLessOneToWhoSpendsLastInAWindow() {
		Adversary adversary = adversary(Limit.of("api", Algorithm.SLIDING_WINDOW_COUNTER, RATE));
		adversary.sleep(PERIOD - tick()).drain();
		adversary.sleep(PERIOD - tick()).drain();
		assertThat(adversary.mostIn(PERIOD)).isEqualTo(20 - 1);
		assertThat(adversary.mostIn(PERIOD - tick())).isEqualTo(10);
	}

	@Test
	default void aCounterMayRefuseWhoSpentFirstInAWindow() {
		Clock clock = new Clock();
		Adversary adversary = new Adversary(clock,
				limiter(clock, Limit.of("api", Algorithm.SLIDING_WINDOW_COUNTER, RATE)));
		adversary.drain().sleep(PERIOD);
		assertThat(adversary.take(1)).as("a log would have forgotten all").isFalse();
		adversary.sleep(PERIOD / 2).drain();
		assertThat(adversary.mostIn(PERIOD)).isEqualTo(10);
		assertThat(adversary.mostIn(1)).isEqualTo(10);
	}

	@Test
	default void aPacedWindowGrantsTwiceItsPermitsToWhoSavesAWindowsSlotsUp() {
		Adversary adversary = adversary(Limit.of("api", Algorithm.PACED_WINDOW, RATE));
		// A refused call begins the window, and spends none of its slots
		adversary.take(10);
		adversary.sleep(PERIOD - tick()).drain().sleep(tick()).drain();
		assertThat(adversary.mostIn(2 * tick())).as("around the edge").isEqualTo(10 + 1);
		adversary.sleep(PERIOD - 2 * tick()).drain();
		assertThat(adversary.mostIn(PERIOD)).isEqualTo(20);
	}

	@ParameterizedTest
	@EnumSource
	default void whateverIsTriedNoMoreIsGranted(Algorithm algorithm) {
		for (int seed = 0; seed < 4; seed++) {
			SplittableRandom random = new SplittableRandom(seed);
			Adversary adversary = adversary(Limit.of("api", algorithm, RATE));
			for (int i = 0; i < 150; i++) {
				long ticks = switch (random.nextInt(6)) {
					case 0 -> random.nextLong(2 * PERIOD / tick());
					case 1, 2 -> random.nextLong(2 * SLOT / tick());
					case 3 -> PERIOD / tick() - 1;
					default -> random.nextInt(2);
				};
				adversary.sleep(ticks * tick());
				if (random.nextInt(4) == 0) {
					adversary.take(1 + random.nextInt(3));
				}
				else {
					adversary.drain();
				}
			}
			assertThat(adversary.mostIn(PERIOD)).as("seed %d", seed).isLessThanOrEqualTo(most(algorithm));
		}
	}

	/**
	 * The most of a limit of ten admitted within a period, by calls for at most three.
	 */
	static long most(Algorithm algorithm) {
		return switch (algorithm) {
			case TOKEN_BUCKET, SLIDING_WINDOW_COUNTER -> 20 - 1;
			case LEAKY_BUCKET -> 10 + 3 - 1;
			case FIXED_WINDOW, PACED_WINDOW -> 20;
			case SLIDING_WINDOW_LOG, CONCURRENCY -> 10;
		};
	}

	private Adversary adversary(Limit limit) {
		Clock clock = new Clock();
		return new Adversary(clock, registry(clock, List.of(limit)).get(limit.name()));
	}

}
