package dev.ratelimit.internal.algorithm;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * How long a bucket's clock keeps within a word, and how finely it ticks.
 */
class TicksTests {

	private static final long NOW = 1_767_225_600_000_000_000L;

	private static final long HOUR = 3_600_000_000_000L;

	@ParameterizedTest
	@CsvSource({ "3/1s,", "1234567/1d,", "999983/3650d,", "9007199254740991/3650d,", "2/3ns,", "7/1h,", "7/1h, 1",
			"9007199254740991/300000000000000001ns, 10" })
	void aFormulaIsExactUntilAnotherMustCarryItsStatesOn(String rate, @Nullable Long capacity) {
		TokenBucket bucket = bucket(rate, capacity, NOW);
		long quota = bucket.limit().quota();
		assertThat(bucket.validUntil()).isGreaterThan(NOW + HOUR);
		long last = Math.min(bucket.validUntil() - 1, Long.MAX_VALUE / 2);
		long word = bucket.spend(bucket.fresh(last), 0, last, quota);
		assertThat(word).isBetween(1L, Gcra.MAX_WORD);
		assertThat(bucket.spend(word, 0, last, 1)).isEqualTo(WordFormula.REFUSED);
		assertThat(bucket.retryAfter(word, 0, last, quota)).isBetween(1L, bucket.limit().window().toNanos() + quota);
		assertThat(bucket.remaining(word, 0, last)).isZero();
	}

	/** As fine as a word allows: a call is late by less than a nanosecond. */
	@ParameterizedTest
	@ValueSource(strings = { "3/1s", "1234567/1d", "999983/3650d", "9007199254740991/3650d", "2/3ns", "7/1h" })
	void singleCallsCostLessThanANanosecondTooMuch(String rate) {
		Limit limit = Limit.of("api", Algorithm.LEAKY_BUCKET, rate);
		LeakyBucket bucket = new LeakyBucket(limit, NOW);
		int calls = 10_000;
		long word = bucket.clock(NOW);
		for (int i = 0; i < calls; i++) {
			word = bucket.reserve(word, NOW, 1);
		}
		long exact = Exact.ceil(calls, limit.rate().periodNanos(), limit.rate().permits());
		assertThat(bucket.nanosUntil(word, NOW)).isBetween(exact, exact + calls);
	}

	/** A third of a nanosecond that is left to wait is not made a whole one. */
	@Test
	void anotherFormulaOfTheSameRateCarriesOnToTheTick() {
		long now = NOW + HOUR;
		TokenBucket bucket = bucket("3/1s", null, NOW);
		long word = bucket.spend(bucket.fresh(now), 0, now, 1);
		TokenBucket next = bucket("3/1s", null, now);
		assertThat(next.carry(bucket, word, 0, now) - next.clock(now)).isEqualTo(word - bucket.clock(now));
	}

	private static TokenBucket bucket(String rate, @Nullable Long capacity, long now) {
		return new TokenBucket(Limit.of("api", Algorithm.TOKEN_BUCKET, rate).withCapacity(capacity), now);
	}

}
