package dev.ratelimit.model;

import java.util.concurrent.atomic.AtomicLong;

/**
 * How many random steps a differential test takes: half of so many in a build, and
 * {@code -Ddifferential.times} as many in a long run, which says how many it took.
 */
public final class Steps {

	private static final double TIMES = Double.parseDouble(System.getProperty("differential.times", "0.5"));

	private final String title;

	private final int least;

	private final int each;

	private final AtomicLong taken = new AtomicLong();

	/**
	 * Steps of a test.
	 * @param title what is compared
	 * @param least how many at least
	 * @param each how many make an episode
	 */
	public Steps(String title, int least, int each) {
		this.title = title;
		this.least = least;
		this.each = each;
	}

	/** Runs episodes, numbered from 0. */
	public void run(Episode episode) {
		run(this.least, episode);
	}

	/** Runs episodes of other steps than usual. */
	public void run(int least, Episode episode) {
		for (int seed = 0; (double) seed * this.each < least * TIMES; seed++) {
			episode.run(seed, this.each);
			this.taken.addAndGet(this.each);
		}
	}

	/** Says how many there were, in a long run. */
	public void tell() {
		if (TIMES > 1) {
			System.out.printf("%s: %,d random steps, no difference%n", this.title, this.taken.get());
		}
	}

	/**
	 * Some steps from a seed; throws if anything differs.
	 */
	@FunctionalInterface
	public interface Episode {

		void run(int seed, int steps);

	}

}
