package dev.ratelimit.internal.local;

import java.time.Duration;
import java.util.List;
import java.util.Objects;

import dev.ratelimit.internal.algorithm.Block;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.algorithm.Reckoning;
import dev.ratelimit.internal.algorithm.WordFormula;
import org.jspecify.annotations.Nullable;

/**
 * State of a {@link BlockCell}: what has been spent and the last block, which take effect
 * together. Of the methods, those that begin with {@code held} are for whoever holds the
 * cell.
 *
 * @param cell counts
 * @param block the last block
 */
record BlockState(Cell cell, Block block) {

	boolean blocked(long now) {
		return this.block.lasts(now);
	}

	/** What a call would be answered; null if the cell is retired. */
	@Nullable LimitDecision peek(long now, long permits) {
		LimitDecision decision = this.cell.peek(now, permits);
		return (decision != null && blocked(now)) ? decision.under(this.block, now) : decision;
	}

	long heldAttempt(long now, long permits) {
		return blocked(now) ? WordFormula.REFUSED : this.cell.heldAttempt(now, permits);
	}

	Reckoning heldReckoning(long now, long permits) {
		return blocked(now) ? this.block.reckoning(apart(now, permits), now) : this.cell.heldReckoning(now, permits);
	}

	/** What the cell would answer, which a blocked call must leave as it is. */
	private LimitDecision apart(long now, long permits) {
		Cell copy = this.cell.heldTwin();
		copy.release();
		return Objects.requireNonNull(copy.peek(now, permits));
	}

	/** The state that a refusal begins, with the next block. */
	BlockState heldNext(List<Duration> lengths, long now) {
		return new BlockState(this.cell.heldTwin(), this.block.next(lengths, now));
	}

	BlockState heldTwin() {
		return new BlockState(this.cell.heldTwin(), this.block);
	}

	boolean heldIdle(long now) {
		return !this.block.remembered(now) && this.cell.heldIdle(now);
	}

}
