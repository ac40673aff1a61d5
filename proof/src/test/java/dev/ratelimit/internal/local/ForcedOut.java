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
 * More keys than there is room for. Who is forced out is Caffeine's choice; but each key
 * has its quota once, and once more for each eviction that was counted.
 */
@Param(name = "key", gen = IntGen.class, conf = "0:1")
public abstract class ForcedOut extends Scenario {

	private final AtomicInteger admitted = new AtomicInteger();

	ForcedOut(Algorithm algorithm) {
		super((clock) -> null, 1, Limit.of("api", algorithm, "1/10s"));
	}

	@Operation(params = "key")
	public void spend(int key) {
		if (limiter().attempt("key " + key, 1, WaitBudget.NONE, this.clock.at(0)).allowed()) {
			this.admitted.incrementAndGet();
		}
	}

	@Operation
	public void sweep() {
		this.clock.at(0);
		limiter().cells.sweep();
	}

	@Validate
	public void noMoreThanTheQuotas() {
		long most = 2 + limiter().cells.evictions();
		if (this.admitted.get() > most) {
			throw new IllegalStateException("%d were admitted, not %d".formatted(this.admitted.get(), most));
		}
	}

	public static final class TokenBucket extends ForcedOut {

		public TokenBucket() {
			super(Algorithm.TOKEN_BUCKET);
		}

	}

	public static final class SlidingWindowLog extends ForcedOut {

		public SlidingWindowLog() {
			super(Algorithm.SLIDING_WINDOW_LOG);
		}

	}

}
