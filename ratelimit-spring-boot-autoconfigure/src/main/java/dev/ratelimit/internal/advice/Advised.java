package dev.ratelimit.internal.advice;

import dev.ratelimit.Limit;

/**
 * One advised limit.
 *
 * @param target what it may refuse
 * @param of of what that is a share
 * @param limit the least candidate that refuses no more; the largest if none does
 * @param refused what it would have refused
 * @param enough whether it refuses no more than it may
 */
public record Advised(Target target, Of of, Limit limit, Share refused, boolean enough) {

	/**
	 * Shares of traffic that a limit may refuse.
	 */
	public enum Target {

		/** One in a thousand. */
		THOUSANDTH(0.001, "0.1%"),

		/** One in a hundred. */
		HUNDREDTH(0.01, "1%"),

		/** One in twenty. */
		TWENTIETH(0.05, "5%");

		private final double share;

		private final String text;

		Target(double share, String text) {
			this.share = share;
			this.text = text;
		}

		/**
		 * {@return the share, from 0 to 1}
		 */
		public double share() {
			return this.share;
		}

		@Override
		public String toString() {
			return this.text;
		}

	}

	/**
	 * What is counted.
	 */
	public enum Of {

		/** Refused calls, of all calls. */
		CALLS,

		/** Keys of which any call was refused, of all keys. */
		KEYS

	}

}
