package dev.ratelimit.internal.advice;

import java.util.List;

import dev.ratelimit.Limit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class RoundNumbersTests {

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 7, 31, 32, 33, 100, 12_345, 1L << 53 })
	void eachIsAtMostAQuarterOrOneAboveTheOneBefore(long number) {
		List<Long> numbers = RoundNumbers.around(number, 32);
		assertThat(numbers).hasSizeBetween(10, 41);
		long least = (number - 1) / 32 + 1;
		assertThat(numbers.get(0)).isBetween(least, least + least / 4 + 1);
		for (int i = 1; i < numbers.size(); i++) {
			assertThat(numbers.get(i)).isGreaterThan(numbers.get(i - 1))
				.isLessThanOrEqualTo(Math.max(numbers.get(i - 1) + 1, numbers.get(i - 1) * 5 / 4));
		}
	}

	@Test
	void belowTenTheyAreAllThereAre() {
		assertThat(RoundNumbers.around(3, 8)).containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L, 12L, 15L, 18L,
				22L);
	}

	@Test
	void candidatesAreLegalLimitsAndKeepWhatIsConfigured() {
		Candidates candidates = Candidates.of(Limit.tokenBucket("api", "10/1s").capacity(30).initial(20).build());
		assertThat(candidates.rates()).allSatisfy((limit) -> {
			assertThat(limit.quota()).isEqualTo(3 * limit.rate().permits());
			assertThat(limit.initialPermits()).isEqualTo(Math.min(20, limit.quota()));
		});
		assertThat(candidates.capacities()).allSatisfy((limit) -> assertThat(limit.rate()).hasToString("10/1s"));
		assertThat(Candidates.of(Limit.fixedWindow("api", "1000/1us").build()).rates())
			.extracting((limit) -> limit.rate().permits())
			.last()
			.isEqualTo(1000L);
		assertThat(Candidates.of(Limit.fixedWindow("api", "3/month").build()).rates().get(0).rate())
			.hasToString("1/month");
	}

}
