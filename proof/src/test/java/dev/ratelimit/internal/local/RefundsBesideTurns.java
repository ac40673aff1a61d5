package dev.ratelimit.internal.local;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.Reservation;
import dev.ratelimit.internal.limiter.WaitBudget;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.Param;
import org.jetbrains.lincheck.datastructures.ThreadIdGen;
import org.jetbrains.lincheck.datastructures.Validate;

/**
 * A token bucket of two permits, of which a third is refilled soon enough to be waited
 * for. What is given back while somebody reserves a turn is held; however that falls out,
 * no more than three are out at one moment.
 */
@Param(name = "thread", gen = ThreadIdGen.class)
public final class RefundsBesideTurns extends Scenario {

	private static final int MOST = 3;

	private final AtomicInteger out = new AtomicInteger();

	private final AtomicInteger most = new AtomicInteger();

	public RefundsBesideTurns() {
		super(Limit.of("api", Algorithm.TOKEN_BUCKET, "2/10s"));
	}

	@Operation(params = "thread")
	public void spend(int thread) {
		taken(remember(thread, limiter().attempt(KEY, 1, WaitBudget.NONE, this.clock.at(0))));
	}

	@Operation(params = "thread")
	public void waited(int thread) {
		Reservation turn = limiter().reserve(KEY, 1, new WaitBudget(Duration.ofSeconds(6), 0), this.clock.at(0));
		taken(remember(thread, turn.decision()));
		if (turn.decision().allowed()) {
			turn.keep();
		}
	}

	@Operation(params = "thread")
	public void refund(int thread) {
		this.clock.at(0);
		LimitDecision last = last(thread);
		if (last != null && last.allowed()) {
			forget(thread);
			this.out.decrementAndGet();
			limiter().settle(KEY, last, 0);
		}
	}

	private void taken(LimitDecision decision) {
		if (decision.allowed()) {
			int now = this.out.incrementAndGet();
			this.most.accumulateAndGet(now, Math::max);
		}
	}

	@Validate
	public void noMoreAreOutThanThereAre() {
		if (this.most.get() > MOST) {
			throw new IllegalStateException("%d were out, not %d".formatted(this.most.get(), MOST));
		}
	}

}
