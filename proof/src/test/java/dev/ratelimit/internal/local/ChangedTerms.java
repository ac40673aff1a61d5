package dev.ratelimit.internal.local;

import java.util.concurrent.atomic.AtomicInteger;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.limiter.WaitBudget;
import org.jetbrains.lincheck.datastructures.IntGen;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.Validate;

/**
 * Terms that change from two permits to three, or from four to one, while the key is in
 * use, at the moment when it is asked for again: what was spent before still counts, so
 * that all together spend what the larger terms grant.
 */
@Param(name = "moment", gen = IntGen.class, conf = "0:3")
public abstract class ChangedTerms extends Scenario {

	private final AtomicInteger admitted = new AtomicInteger();

	private final long most;

	ChangedTerms(Algorithm algorithm) {
		this(algorithm, "2/100s", "3/100s");
	}

	ChangedTerms(Algorithm algorithm, String before, String after) {
		this(Limit.of("api", algorithm, before), Limit.of("api", algorithm, after));
	}

	private ChangedTerms(Limit before, Limit after) {
		super((clock) -> (configured, key) -> clock.isFrom(2) ? after : before, 100, before);
		this.most = Math.max(before.quota(), after.quota());
	}

	@Operation(params = "moment")
	public void spend(int moment) {
		if (limiter().attempt(KEY, 1, WaitBudget.NONE, this.clock.at(moment)).allowed()) {
			this.admitted.incrementAndGet();
		}
	}

	@Operation(params = "moment")
	public void peek(int moment) {
		limiter().peek(KEY, this.clock.at(moment));
	}

	@Operation(params = "moment")
	public void sweep(int moment) {
		this.clock.at(moment);
		limiter().cells.sweep();
	}

	@Validate
	public void whatWasSpentStillCounts() {
		if (this.admitted.get() > this.most) {
			throw new IllegalStateException("%d were admitted, not %d".formatted(this.admitted.get(), this.most));
		}
	}

	public static final class TokenBucket extends ChangedTerms {

		public TokenBucket() {
			super(Algorithm.TOKEN_BUCKET);
		}

	}

	public static final class FixedWindow extends ChangedTerms {

		public FixedWindow() {
			super(Algorithm.FIXED_WINDOW);
		}

	}

	public static final class SlidingWindowLog extends ChangedTerms {

		public SlidingWindowLog() {
			super(Algorithm.SLIDING_WINDOW_LOG);
		}

	}

	public static final class SlidingWindowCounter extends ChangedTerms {

		public SlidingWindowCounter() {
			super(Algorithm.SLIDING_WINDOW_COUNTER);
		}

	}

	/** Whose words hold more than it ever counts. */
	public static final class SmallerWindow extends ChangedTerms {

		public SmallerWindow() {
			super(Algorithm.FIXED_WINDOW, "4/100s", "1/100s");
		}

	}

	public static final class SmallerCounter extends ChangedTerms {

		public SmallerCounter() {
			super(Algorithm.SLIDING_WINDOW_COUNTER, "4/100s", "1/100s");
		}

	}

}
