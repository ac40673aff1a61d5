package dev.ratelimit.internal.algorithm;

import java.math.BigInteger;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

class ExactTests {

	private static final long[] EDGES = { 0, 1, 2, 3, 10, (1L << 31) - 1, 1L << 31, 1L << 32, (1L << 48) - 1, 1L << 48,
			(1L << 53) - 1, 1L << 53, (1L << 60) + 1, (1L << 62) - 1, 1L << 62, Long.MAX_VALUE - 1, Long.MAX_VALUE };

	private static final long MOST = 1L << 62;

	@Test
	void atEveryEdge() {
		for (long a : EDGES) {
			for (long b : EDGES) {
				for (long c : EDGES) {
					if (c > 0 && c <= MOST) {
						check(a, b, c);
					}
				}
			}
		}
	}

	@Test
	void anywhere() {
		SplittableRandom random = new SplittableRandom(1);
		for (int i = 0; i < 200_000; i++) {
			long c = random.nextLong() >>> 1 + random.nextInt(62);
			check(random.nextLong() >>> 1 + random.nextInt(63), random.nextLong() >>> 1 + random.nextInt(63),
					Math.min(Math.max(c, 1), MOST));
		}
	}

	/** Where an estimate that is off by a little is off by one. */
	@Test
	void besideWholeQuotients() {
		SplittableRandom random = new SplittableRandom(2);
		for (int i = 0; i < 50_000; i++) {
			long a = 1 + (random.nextLong() >>> 1 + random.nextInt(40));
			long c = MOST - (random.nextLong() >>> 2 + random.nextInt(60));
			BigInteger product = BigInteger.valueOf(c).multiply(BigInteger.valueOf(random.nextLong(1L << 50)));
			BigInteger b = product.divide(BigInteger.valueOf(a));
			if (b.bitLength() < Long.SIZE - 1) {
				check(a, b.longValue(), Math.max(c, 1));
				check(a, b.longValue() + 1, Math.max(c, 1));
			}
		}
	}

	@Test
	void productsAreCompared() {
		for (long a : EDGES) {
			for (long b : EDGES) {
				for (long c : EDGES) {
					for (long d : EDGES) {
						checkAtMost(a, b, c, d);
						checkAtMost(a, -b, c, d);
					}
				}
			}
		}
		SplittableRandom random = new SplittableRandom(3);
		for (int i = 0; i < 50_000; i++) {
			long a = 1 + (random.nextLong() >>> 1 + random.nextInt(40));
			long b = random.nextLong() >>> 1 + random.nextInt(40);
			long c = random.nextLong() >>> 1 + random.nextInt(40);
			long equal = BigInteger.valueOf(c)
				.multiply(BigInteger.valueOf(b))
				.divide(BigInteger.valueOf(a))
				.min(BigInteger.valueOf(Long.MAX_VALUE - 1))
				.longValue();
			checkAtMost(a, equal, c, b);
			checkAtMost(a, equal + 1, c, b);
		}
	}

	private static void checkAtMost(long a, long b, long c, long d) {
		BigInteger left = BigInteger.valueOf(a).multiply(BigInteger.valueOf(b));
		BigInteger right = BigInteger.valueOf(c).multiply(BigInteger.valueOf(d));
		if (Exact.atMost(a, b, c, d) != (left.compareTo(right) <= 0)) {
			fail("%d * %d <= %d * %d", a, b, c, d);
		}
	}

	private static void check(long a, long b, long c) {
		BigInteger[] exact = BigInteger.valueOf(a)
			.multiply(BigInteger.valueOf(b))
			.divideAndRemainder(BigInteger.valueOf(c));
		assertThat(Exact.floor(a, b, c)).as("%d * %d / %d", a, b, c).isEqualTo(word(exact[0]));
		BigInteger up = (exact[1].signum() > 0) ? exact[0].add(BigInteger.ONE) : exact[0];
		assertThat(Exact.ceil(a, b, c)).as("%d * %d / %d, up", a, b, c).isEqualTo(word(up));
		assertThat(Exact.ceil(a, c)).as("%d / %d, up", a, c).isEqualTo(a / c + ((a % c > 0) ? 1 : 0));
	}

	private static long word(BigInteger value) {
		return (value.bitLength() < Long.SIZE) ? value.longValue() : Long.MAX_VALUE;
	}

}
