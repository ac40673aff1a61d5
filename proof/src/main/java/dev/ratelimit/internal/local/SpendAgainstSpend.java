package dev.ratelimit.internal.local;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/**
 * Two calls race for one permit, the second as one of a combination.
 */
public final class SpendAgainstSpend {

	private SpendAgainstSpend() {
	}

	@JCStressTest
	@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the first has it")
	@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the second has it")
	@State
	public static class Bucket {

		private final Cell cell = Cells.bucket();

		@Actor
		public void call(JJ_Result result) {
			result.r1 = Cells.spent(this.cell, Cells.EDGE);
		}

		@Actor
		public void combined(JJ_Result result) {
			result.r2 = Cells.spentHeld(this.cell, Cells.EDGE);
		}

	}

	@JCStressTest
	@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the first has it")
	@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the second has it")
	@State
	public static class TwoCounters {

		private final Cell cell = Cells.counter();

		@Actor
		public void call(JJ_Result result) {
			result.r1 = Cells.spent(this.cell, Cells.EDGE + Cells.PERIOD / 2);
		}

		@Actor
		public void combined(JJ_Result result) {
			result.r2 = Cells.spentHeld(this.cell, Cells.EDGE + Cells.PERIOD / 2);
		}

	}

	@JCStressTest
	@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the first has it")
	@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the second has it")
	@State
	public static class Paced {

		private final Cell cell = Cells.paced();

		@Actor
		public void call(JJ_Result result) {
			result.r1 = Cells.spent(this.cell, Cells.EDGE);
		}

		@Actor
		public void combined(JJ_Result result) {
			result.r2 = Cells.spentHeld(this.cell, Cells.EDGE);
		}

	}

	@JCStressTest
	@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the first has it")
	@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the second has it")
	@State
	public static class Log {

		private final Cell cell = Cells.log();

		@Actor
		public void call(JJ_Result result) {
			result.r1 = Cells.spent(this.cell, Cells.EDGE);
		}

		@Actor
		public void combined(JJ_Result result) {
			result.r2 = Cells.spentHeld(this.cell, Cells.EDGE);
		}

	}

}
