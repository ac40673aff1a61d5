package dev.ratelimit.internal.local;

import dev.ratelimit.Decision;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.WaitBudget;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.Expect;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.JJ_Result;

/**
 * A refund races a call for the permit that it gives back.
 */
public final class SpendAgainstRefund {

	private SpendAgainstRefund() {
	}

	@JCStressTest
	@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the refund came first")
	@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the call came first, the permit is there now")
	@State
	public static class Bucket {

		private final Cell cell = Cells.bucket();

		private final LimitDecision spent = this.cell.spend(Cells.EDGE, 1, WaitBudget.NONE);

		@Actor
		public void call(JJ_Result result) {
			result.r1 = Cells.spent(this.cell, Cells.EDGE);
		}

		@Actor
		public void refund() {
			this.cell.refund(Cells.EDGE, this.spent.permits(), this.spent.charged());
		}

		@Arbiter
		public void then(JJ_Result result) {
			result.r2 = Cells.spent(this.cell, Cells.EDGE);
		}

	}

	/** Where both can write, and neither may undo the other's. */
	@JCStressTest
	@Outcome(id = "1, 1", expect = Expect.ACCEPTABLE, desc = "of two permits one is out")
	@State
	public static class BucketOfTwo {

		private final Cell cell = Cells.bucketOfTwo();

		private final LimitDecision spent = this.cell.spend(Cells.EDGE, 1, WaitBudget.NONE);

		@Actor
		public void call(JJ_Result result) {
			result.r1 = Cells.spent(this.cell, Cells.EDGE);
		}

		@Actor
		public void refund() {
			this.cell.refund(Cells.EDGE, this.spent.permits(), this.spent.charged());
		}

		@Arbiter
		public void then(JJ_Result result) {
			result.r2 = Cells.spent(this.cell, Cells.EDGE) + Cells.spent(this.cell, Cells.EDGE);
		}

	}

	@JCStressTest
	@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the refund came first")
	@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the call came first, the permit is there now")
	@State
	public static class TwoCounters {

		private final Cell cell = Cells.counter();

		private final LimitDecision spent = this.cell.spend(Cells.EDGE + Cells.PERIOD / 2, 1, WaitBudget.NONE);

		@Actor
		public void call(JJ_Result result) {
			result.r1 = Cells.spent(this.cell, Cells.EDGE + Cells.PERIOD / 2);
		}

		@Actor
		public void refund() {
			this.cell.refund(Cells.EDGE + Cells.PERIOD / 2, this.spent.permits(), this.spent.charged());
		}

		@Arbiter
		public void then(JJ_Result result) {
			result.r2 = Cells.spent(this.cell, Cells.EDGE + Cells.PERIOD / 2);
		}

	}

	@JCStressTest
	@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the refund came first")
	@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the call came first, the permit is there now")
	@State
	public static class Paced {

		private final Cell cell = Cells.paced();

		private final LimitDecision spent = this.cell.spend(Cells.EDGE, 1, WaitBudget.NONE);

		@Actor
		public void call(JJ_Result result) {
			result.r1 = Cells.spent(this.cell, Cells.EDGE);
		}

		@Actor
		public void refund() {
			this.cell.refund(Cells.EDGE, this.spent.permits(), this.spent.charged());
		}

		@Arbiter
		public void then(JJ_Result result) {
			result.r2 = Cells.spent(this.cell, Cells.EDGE);
		}

	}

	@JCStressTest
	@Outcome(id = "1, 0", expect = Expect.ACCEPTABLE, desc = "the refund came first")
	@Outcome(id = "0, 1", expect = Expect.ACCEPTABLE, desc = "the call came first, the permit is there now")
	@State
	public static class Log {

		private final Cell cell = Cells.log();

		private final LimitDecision spent = this.cell.spend(Cells.EDGE, 1, WaitBudget.NONE);

		@Actor
		public void call(JJ_Result result) {
			result.r1 = Cells.spent(this.cell, Cells.EDGE);
		}

		@Actor
		public void refund() {
			this.cell.refund(Cells.EDGE, this.spent.permits(), this.spent.charged());
		}

		@Arbiter
		public void then(JJ_Result result) {
			result.r2 = Cells.spent(this.cell, Cells.EDGE);
		}

	}

}
