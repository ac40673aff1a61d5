package dev.ratelimit.internal.local;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/**
 * Two calls race for one permit, by compare-and-set alone where there is one.
 */
public final class SpendAgainstCall {

	private SpendAgainstCall() {
	}

	@JCStressTest
	@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the first has it")
	@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the second has it")
	@State
	public static class Bucket {

		private final Cell cell = Cells.bucket();

		@Actor
		public void first(JJ_Result result) {
			result.r1 = Cells.spent(this.cell, Cells.EDGE);
		}

		@Actor
		public void second(JJ_Result result) {
			result.r2 = Cells.spent(this.cell, Cells.EDGE);
		}

	}

	@JCStressTest
	@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the first has it")
	@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the second has it")
	@State
	public static class TwoCounters {

		private final Cell cell = Cells.counter();

		@Actor
		public void first(JJ_Result result) {
			result.r1 = Cells.spent(this.cell, Cells.EDGE + Cells.PERIOD / 2);
		}

		@Actor
		public void second(JJ_Result result) {
			result.r2 = Cells.spent(this.cell, Cells.EDGE + Cells.PERIOD / 2);
		}

	}

	@JCStressTest
	@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the first has it")
	@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the second has it")
	@State
	public static class Paced {

		private final Cell cell = Cells.paced();

		@Actor
		public void first(JJ_Result result) {
			result.r1 = Cells.spent(this.cell, Cells.EDGE);
		}

		@Actor
		public void second(JJ_Result result) {
			result.r2 = Cells.spent(this.cell, Cells.EDGE);
		}

	}

	@JCStressTest
	@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the first has it")
	@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the second has it")
	@State
	public static class Log {

		private final Cell cell = Cells.log();

		@Actor
		public void first(JJ_Result result) {
			result.r1 = Cells.spent(this.cell, Cells.EDGE);
		}

		@Actor
		public void second(JJ_Result result) {
			result.r2 = Cells.spent(this.cell, Cells.EDGE);
		}

	}

}
