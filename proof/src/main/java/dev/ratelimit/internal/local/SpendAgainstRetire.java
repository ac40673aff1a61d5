package dev.ratelimit.internal.local;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JZ_Result;

/**
 * A call races the sweeper, who finds the key idle a window later: nothing is spent in a
 * cell that has left.
 */
public final class SpendAgainstRetire {

	private SpendAgainstRetire() {
	}

	@JCStressTest
	@Outcome(id = "1, false", expect = Expect.ACCEPTABLE, desc = "the call came first, and the cell stays")
	@Outcome(id = "-1, true", expect = Expect.ACCEPTABLE, desc = "the call must look the key up again")
	@State
	public static class Bucket {

		private final Cell cell = Cells.bucket();

		@Actor
		public void call(JZ_Result result) {
			result.r1 = Cells.spent(this.cell, Cells.EDGE + 2 * Cells.PERIOD);
		}

		@Actor
		public void sweep(JZ_Result result) {
			result.r2 = this.cell.retireIfIdle(Cells.EDGE + 2 * Cells.PERIOD);
		}

	}

	@JCStressTest
	@Outcome(id = "1, false", expect = Expect.ACCEPTABLE, desc = "the call came first, and the cell stays")
	@Outcome(id = "-1, true", expect = Expect.ACCEPTABLE, desc = "the call must look the key up again")
	@State
	public static class TwoCounters {

		private final Cell cell = Cells.counter();

		@Actor
		public void call(JZ_Result result) {
			result.r1 = Cells.spent(this.cell, Cells.EDGE + 2 * Cells.PERIOD);
		}

		@Actor
		public void sweep(JZ_Result result) {
			result.r2 = this.cell.retireIfIdle(Cells.EDGE + 2 * Cells.PERIOD);
		}

	}

	@JCStressTest
	@Outcome(id = "1, false", expect = Expect.ACCEPTABLE, desc = "the call came first, and the cell stays")
	@Outcome(id = "-1, true", expect = Expect.ACCEPTABLE, desc = "the call must look the key up again")
	@State
	public static class Paced {

		private final Cell cell = Cells.paced();

		@Actor
		public void call(JZ_Result result) {
			result.r1 = Cells.spent(this.cell, Cells.EDGE + 2 * Cells.PERIOD);
		}

		@Actor
		public void sweep(JZ_Result result) {
			result.r2 = this.cell.retireIfIdle(Cells.EDGE + 2 * Cells.PERIOD);
		}

	}

	@JCStressTest
	@Outcome(id = "1, false", expect = Expect.ACCEPTABLE, desc = "the call came first, and the cell stays")
	@Outcome(id = "-1, true", expect = Expect.ACCEPTABLE, desc = "the call must look the key up again")
	@State
	public static class Log {

		private final Cell cell = Cells.log();

		@Actor
		public void call(JZ_Result result) {
			result.r1 = Cells.spent(this.cell, Cells.EDGE + 2 * Cells.PERIOD);
		}

		@Actor
		public void sweep(JZ_Result result) {
			result.r2 = this.cell.retireIfIdle(Cells.EDGE + 2 * Cells.PERIOD);
		}

	}

}
