package dev.ratelimit.internal.algorithm;

import java.math.BigInteger;

/**
 * {@code a * b / c} without overflow or rounding on the way, for {@code a, b >= 0} and
 * {@code c} from 1 to 2^62. A quotient over 2^63 - 1 is answered with that.
 */
final class Exact {

	/** Below it the estimate is off by less than 2^61 / c, and by its fraction. */
	private static final long MAX_HIGH = 1L << 48;

	private Exact() {
	}

	static long floor(long a, long b, long c) {
		long high = Math.multiplyHigh(a, b);
		long low = a * b;
		if (high == 0 && low >= 0) {
			return low / c;
		}
		double estimate = (double) a * b / c;
		if (high >= MAX_HIGH || estimate >= 0x1p62) {
			return wide(a, b, c);
		}
		// The true remainder fits a word although the product does not: wrapping is
		// harmless
		long quotient = (long) estimate;
		return quotient + Math.floorDiv(low - quotient * c, c);
	}

	/**
	 * Whether {@code a * b <= c * d}; asked by each call, so without a division.
	 */
	static boolean atMost(long a, long b, long c, long d) {
		long high = Math.multiplyHigh(a, b);
		long otherHigh = Math.multiplyHigh(c, d);
		return (high != otherHigh) ? high < otherHigh : Long.compareUnsigned(a * b, c * d) <= 0;
	}

	static long ceil(long a, long b, long c) {
		long quotient = floor(a, b, c);
		return (quotient * c == a * b || quotient == Long.MAX_VALUE) ? quotient : quotient + 1;
	}

	/**
	 * {@code a / c} rounded up, without a branch on what was divided: where nobody asks
	 * for the quotient the compiler then leaves the division out.
	 */
	static long ceil(long a, long c) {
		return (c == 1) ? a : (a - 1) / c + ((a > 0) ? 1 : 0);
	}

	private static long wide(long a, long b, long c) {
		BigInteger quotient = BigInteger.valueOf(a).multiply(BigInteger.valueOf(b)).divide(BigInteger.valueOf(c));
		return (quotient.bitLength() < Long.SIZE) ? quotient.longValue() : Long.MAX_VALUE;
	}

	static long gcd(long a, long b) {
		return (b == 0) ? a : gcd(b, a % b);
	}

}
