package dev.ratelimit.internal.algorithm;

import java.util.stream.Stream;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.Refill;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What only threads see that have read the clock one before the other, and what only
 * callers see that would wait for centuries.
 */
class GcraTests {

	private static final long NOW = 1_767_225_600_000_000_000L;

	/** In 2116. */
	private static final long LAST = (1L << 62) - 1;

	private static final long HOUR = 3_600_000_000_000L;

	static Stream<Limit> buckets() {
		Limit rounded = Limit.of("api", Algorithm.TOKEN_BUCKET, "999983/3650d").withCapacity(500_000L);
		return Stream.concat(Stream.of(rounded),
				Stream.of("3/1s", "1/1s", "7/1h", "1234567/1d", "1/3650d").flatMap(GcraTests::buckets));
	}

	private static Stream<Limit> buckets(String rate) {
		Limit limit = Limit.of("api", Algorithm.TOKEN_BUCKET, rate);
		return Stream.of(limit, limit.withRefill(Refill.INTERVAL), Limit.of("api", Algorithm.LEAKY_BUCKET, rate));
	}

	@ParameterizedTest
	@MethodSource("buckets")
	void aNewKeyIsFullAlsoForACallerWhoseClockIsBehind(Limit limit) {
		Gcra bucket = bucket(limit);
		fullAt(bucket, bucket.fresh(NOW + HOUR), NOW + HOUR);
		fullAt(bucket, bucket.fresh(NOW + HOUR), NOW + HOUR - 1);
		fullAt(bucket, bucket.fresh(NOW), NOW - 1);
	}

	@ParameterizedTest
	@MethodSource("buckets")
	void aFullBucketStaysFullThroughAChangeAlsoForACallerWhoseClockIsBehind(Limit limit) {
		Gcra before = bucket(limit);
		Gcra bucket = bucket(limit.withRate("5/1s"));
		fullAt(bucket, bucket.carry(before, before.fresh(NOW), 0, NOW + HOUR), NOW + HOUR - 1);
	}

	/** Whatever rounding makes of its cost. */
	@ParameterizedTest
	@MethodSource("buckets")
	void aBucketThatHasJustFilledIsAsFullAsANewOne(Limit limit) {
		Gcra bucket = bucket(limit);
		fullAt(bucket, bucket.clock(NOW + HOUR), NOW + HOUR);
	}

	private static void fullAt(Gcra bucket, long word, long now) {
		long quota = bucket.limit().quota();
		assertThat(bucket.spend(word, 0, now, quota)).isNotEqualTo(WordFormula.REFUSED);
		assertThat(bucket.retryAfter(word, 0, now, quota)).isZero();
		assertThat(bucket.remaining(word, 0, now))
			.isEqualTo((bucket.limit().algorithm() == Algorithm.LEAKY_BUCKET) ? 1 : quota);
	}

	@ParameterizedTest
	@MethodSource("buckets")
	void turnsAreReservedUpToTheEndOfTheClockAndNotBeyond(Limit limit) {
		Gcra bucket = bucket(limit);
		long last = bucket.maxWord() - bucket.cost(1);
		assertThat(bucket.reserve(last, NOW, 1)).isEqualTo(bucket.maxWord());
		assertThat(bucket.reserve(last + 1, NOW, 1)).isEqualTo(WordFormula.REFUSED);
		if (limit.refill() == Refill.INTERVAL) {
			assertThat(NOW + bucket.nanosUntil(bucket.maxWord(), NOW)).as("when it is due")
				.matches((due) -> due % limit.rate().periodNanos() == 0, "the start of a period");
		}
	}

	static Stream<Limit> slowBuckets() {
		Limit slow = Limit.of("api", Algorithm.TOKEN_BUCKET, "1/365d").withCapacity(100L);
		return Stream.concat(buckets(), Stream.of(slow, slow.withRefill(Refill.INTERVAL)));
	}

	/** However long the debt takes and however late it is: a negative word hangs all. */
	@ParameterizedTest
	@MethodSource("slowBuckets")
	void debtsEndWhereWordsDo(Limit limit) {
		for (long now : new long[] { 0, NOW, LAST }) {
			Gcra bucket = (Gcra) Formula.of(limit, now);
			long word = bucket.spend(bucket.fresh(now), 0, now, limit.quota());
			for (int i = 0; i < 3; i++) {
				word = bucket.debit(word, 0, now, (i < 2) ? limit.quota() : 1);
				assertThat(word).isBetween(bucket.clock(now) + bucket.cost(limit.quota()), bucket.maxWord());
			}
			assertThat(bucket.spend(word, 0, now, 1)).isEqualTo(WordFormula.REFUSED);
			assertThat(bucket.retryAfter(word, 0, now, 1)).isPositive();
			for (Limit next : slowBuckets().filter((each) -> each.algorithm() == limit.algorithm()).toList()) {
				Gcra target = (Gcra) Formula.of(next, now);
				assertThat(target.carry(bucket, word, 0, now)).as("to %s", next)
					.isBetween(target.clock(now) + 1, target.maxWord());
			}
		}
	}

	private static Gcra bucket(Limit limit) {
		return (Gcra) Formula.of(limit, NOW);
	}

}
