package dev.ratelimit.algorithm;

import java.math.BigInteger;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class ExactTests {

	private static final long[] EDGES = { 0, 1, 2, 3, 10, (1L << 31) - 1, 1L << 31, 1L << 32, (1L << 48) - 1, 1L << 48,
			(1L << 53) - 1, 1L << 53, (1L << 60) + 1, (1L << 62) - 1, 1L << 62, Long.MAX_VALUE - 1, Long.MAX_VALUE };

	@Test
	void atEveryEdge() {
		for (long a : EDGES) {
			for (long b : EDGES) {
				for (long c : EDGES) {
					if (c > 0) {
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
					Math.max(c, 1));
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
