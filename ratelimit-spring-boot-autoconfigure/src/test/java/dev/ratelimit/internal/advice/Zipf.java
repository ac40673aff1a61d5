package dev.ratelimit.internal.advice;

import java.util.Arrays;
import java.util.Random;

/**
 * Draws numbers of which the n-th most frequent comes as often as n to a negative power.
 */
final class Zipf {

	private final double[] cumulated;

	private final Random random;

	Zipf(int size, double exponent, Random random) {
		this.cumulated = new double[size];
		this.random = random;
		double sum = 0;
		for (int i = 0; i < size; i++) {
			sum += Math.pow(i + 1, -exponent);
			this.cumulated[i] = sum;
		}
	}

	int next() {
		double drawn = this.random.nextDouble() * this.cumulated[this.cumulated.length - 1];
		int found = Arrays.binarySearch(this.cumulated, drawn);
		return (found >= 0) ? found : -found - 1;
	}

}
