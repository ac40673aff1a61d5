package dev.ratelimit.internal.local;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import dev.ratelimit.Limit;
import dev.ratelimit.internal.algorithm.Block;
import dev.ratelimit.internal.algorithm.Formula;
import dev.ratelimit.internal.algorithm.WordFormula;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.internal.limiter.WaitBudget;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

class BlockCellTests {

	private static final long NOW = Duration.ofDays(1).toNanos();

	private final Limit limit = Limit.tokenBucket("api", "1/10s").block(Duration.ofSeconds(1)).build();

	private final KeyTerms terms = new KeyTerms(Formula.of(this.limit, NOW), Long.MAX_VALUE,
			new LimitTerms(this.limit, Map.of()), null, true);

	private final WordFormula formula = (WordFormula) this.terms.formula;

	/** Or what is given back to it meanwhile went to a cell that nobody keeps. */
	@Test
	void aCellThatIsBlockedWhileItIsLookedAtIsNotRetired() {
		AtomicReference<Cell> unblocked = new AtomicReference<>();
		Cell counting = new WordCell(this.terms, this.formula, this.formula.fresh(NOW)) {

			@Override
			boolean retired() {
				Cell cell = unblocked.getAndSet(null);
				if (cell != null) {
					cell.spend(NOW, 1, WaitBudget.NONE);
					cell.spend(NOW, 1, WaitBudget.NONE);
				}
				return super.retired();
			}

		};
		Cell cell = BlockCell.of(counting, Block.NONE, NOW);
		unblocked.set(cell);
		assertThat(cell.retired()).isFalse();
		assertThat(counting.retired()).isTrue();
		assertThat(cell.block()).isNotEqualTo(Block.NONE);
	}

	@Test
	void aCellThatHasLeftTheMapIsRetired() {
		Cell cell = BlockCell.of(new WordCell(this.terms, this.formula, this.formula.fresh(NOW)), Block.NONE, NOW);
		assertThat(cell.retireIfIdle(NOW)).isTrue();
		assertThat(cell.retired()).isTrue();
	}

	/** Or it would refuse calls after a reset that came first. */
	@Test
	void whatAnotherPlanSeesOfABlockedCellIsRetiredWithIt() {
		Cell cell = BlockCell.of(new WordCell(this.terms, this.formula, this.formula.fresh(NOW)), Block.NONE, NOW);
		cell.spend(NOW, 1, WaitBudget.NONE);
		cell.spend(NOW, 1, WaitBudget.NONE);
		Cell seen = new BlockedCell(this.terms, cell);
		assertThat(seen.spend(NOW, 1, WaitBudget.NONE)).matches((decision) -> decision.blocked());
		assertThat(seen.hold()).isTrue();
		cell.retire();
		assertThat(seen.spend(NOW, 1, WaitBudget.NONE)).isNull();
		assertThat(seen.hold()).isFalse();
		assertThat(seen.retired()).isTrue();
	}

}
