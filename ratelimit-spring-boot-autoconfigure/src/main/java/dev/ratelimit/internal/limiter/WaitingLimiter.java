package dev.ratelimit.internal.limiter;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import dev.ratelimit.Decision;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.Acquisition.Step;
import org.jspecify.annotations.Nullable;

/**
 * A limiter around a core: adds waiting and tells a listener. What is admitted at once
 * costs no more than the core; a call that must wait is an {@link Acquisition}, driven by
 * {@link BlockingAcquisition} on the caller's thread or by {@link AsyncAcquisition} on
 * none.
 */
public final class WaitingLimiter implements StoreLimiter {

	private final LimiterCore core;

	private final WaitingRooms rooms;

	private final TimeSource time;

	private final LimiterNotes notes;

	private final Refunds refunds;

	private final AsyncCalls asyncCalls;

	private final PlanLimiters plans;

	/**
	 * A limiter that waits on a clock.
	 * @param core decides
	 * @param rooms where callers wait
	 * @param time the clock
	 * @param listener takes note of every decision, or null
	 */
	public WaitingLimiter(LimiterCore core, WaitingRooms rooms, TimeSource time, @Nullable LimiterListener listener) {
		this.core = core;
		this.rooms = rooms;
		this.time = time;
		this.notes = new LimiterNotes(listener);
		this.refunds = new Refunds(core, rooms, time, this.notes);
		this.asyncCalls = new AsyncCalls(core, rooms, time, this.notes);
		this.plans = new PlanLimiters(this);
	}

	private WaitingLimiter(WaitingLimiter other, String plan) {
		this.core = other.core.onPlan(plan);
		this.rooms = other.rooms;
		this.time = other.time;
		this.notes = other.notes;
		this.refunds = new Refunds(this.core, this.rooms, this.time, this.notes);
		this.asyncCalls = new AsyncCalls(this.core, this.rooms, this.time, this.notes);
		this.plans = other.plans;
	}

	/** This limiter with another core, which decides on the terms of a plan. */
	WaitingLimiter decidingOn(String plan) {
		return new WaitingLimiter(this, plan);
	}

	/** Another object after each change of the terms. */
	Object version() {
		return this.core.version();
	}

	@Override
	public @Nullable StoreLimiter onPlan(String plan) {
		WaitingLimiter limiter = this.plans.get(plan);
		return (limiter == null && this.core.takesAnyPlan()) ? this : limiter;
	}

	@Override
	public StoreLimiter onPlanOrOwn(@Nullable String plan) {
		StoreLimiter limiter = (plan != null) ? onPlan(plan) : null;
		if (limiter != null) {
			return limiter;
		}
		this.notes.unplanned(this.core);
		return this;
	}

	@Override
	public List<LimitTerms> terms() {
		return this.core.terms();
	}

	@Override
	public LimitDecision tryAcquire(String key, long permits) {
		return this.notes.decided(key, permits, attempt(key, permits, WaitBudget.NONE, this.time.nanos()));
	}

	@Override
	public LimitDecision tryAcquire(String key, long permits, WaitBudget budget) {
		return this.notes.decided(key, permits, attempt(key, permits, budget, this.time.nanos()));
	}

	private LimitDecision attempt(String key, long permits, WaitBudget budget, long now) {
		return this.rooms.othersAhead(key, permits, this.core, now) ? InFlight.behindOthers(this.core.peek(key, now))
				: this.core.attempt(key, permits, budget, now);
	}

	@Override
	public LimitDecision acquire(String key, long permits, Duration maxWait) throws InterruptedException {
		check(maxWait);
		return acquire(key, permits, WaitBudget.of(maxWait), null, this.time.nanos());
	}

	private static void check(Duration maxWait) {
		if (maxWait.isNegative()) {
			throw new IllegalArgumentException("Invalid maxWait (%s): must not be negative".formatted(maxWait));
		}
	}

	@Override
	public LimitDecision request(String key, long permits, @Nullable Duration maxWait, @Nullable Waiter waiter)
			throws InterruptedException {
		long now = this.time.nanos();
		long asked = asked(key, permits, now);
		if (beyond(key, asked, now)) {
			return this.notes.decided(key, asked, this.core.peek(key, now).beyond(asked));
		}
		try {
			return acquire(key, asked, WaitBudget.of(maxWait), waiter, now);
		}
		catch (IllegalArgumentException ex) {
			// The limit may have been changed to a smaller one meanwhile
			long later = this.time.nanos();
			if (beyond(key, asked, later)) {
				return this.notes.decided(key, asked, this.core.peek(key, later).beyond(asked));
			}
			throw ex;
		}
	}

	private long asked(String key, long permits, long now) {
		return (permits >= 0) ? permits : this.core.quota(key, now);
	}

	private boolean beyond(String key, long permits, long now) {
		return permits > 1 && permits > this.core.quota(key, now);
	}

	private LimitDecision acquire(String key, long permits, WaitBudget budget, @Nullable Waiter waiter, long now)
			throws InterruptedException {
		LimitDecision decision = attempt(key, permits, budget, now);
		boolean decided = decision.allowed() || permits == 0;
		return this.notes.decided(key, permits,
				decided ? decision : await(decision, key, permits, budget, waiter, now));
	}

	private LimitDecision await(LimitDecision first, String key, long permits, WaitBudget budget,
			@Nullable Waiter waiter, long now) throws InterruptedException {
		Acquisition call = new Acquisition(this.core, this.rooms, key, permits, budget, waiter, Step.ATTEMPT, now);
		call.attempted(first);
		new BlockingAcquisition(call, this.core, this.time).await();
		this.notes.waited(call, this.time, now);
		return call.decision();
	}

	@Override
	public CompletionStage<Decision> acquireAsync(String key, long permits, Duration maxWait) {
		check(maxWait);
		CompletableFuture<Decision> result = new CompletableFuture<>();
		this.asyncCalls.acquire(result, key, permits, WaitBudget.of(maxWait), null, this.time.nanos());
		return result;
	}

	@Override
	public CompletionStage<LimitDecision> requestAsync(String key, long permits, @Nullable Duration maxWait,
			@Nullable Waiter waiter) {
		long now = this.time.nanos();
		long asked = asked(key, permits, now);
		WaitBudget budget = WaitBudget.of(maxWait);
		CompletableFuture<LimitDecision> result = new CompletableFuture<>();
		if (beyond(key, asked, now)) {
			this.asyncCalls.look(result, key, asked, budget, waiter, now);
			return result;
		}
		try {
			this.asyncCalls.acquire(result, key, asked, budget, waiter, now);
		}
		catch (IllegalArgumentException ex) {
			// The limit may have been changed to a smaller one meanwhile
			long later = this.time.nanos();
			if (!beyond(key, asked, later)) {
				throw ex;
			}
			this.asyncCalls.look(result, key, asked, budget, waiter, later);
		}
		return result;
	}

	@Override
	public LimitDecision peek(String key) {
		LimitDecision state = this.core.peek(key, this.time.nanos());
		return this.rooms.isOccupied(key) ? InFlight.behindOthers(state) : state;
	}

	@Override
	public void release(String key, Decision decision) {
		this.refunds.release(key, LimitDecision.of(decision));
	}

	@Override
	public void settle(String key, Decision decision, long permits) {
		this.refunds.settle(key, LimitDecision.of(decision), permits);
	}

	@Override
	public CompletionStage<?> settleAsync(String key, Decision decision, long permits) {
		return this.refunds.settleAsync(key, LimitDecision.of(decision), permits);
	}

	@Override
	public LimitDecision giveBack(String key, Decision decision) {
		return this.refunds.giveBack(key, LimitDecision.of(decision));
	}

	@Override
	public CompletionStage<LimitDecision> giveBackAsync(String key, Decision decision) {
		return this.refunds.giveBackAsync(key, LimitDecision.of(decision));
	}

	@Override
	public boolean forget(String key) {
		boolean done = this.core.reset(key);
		this.rooms.wake(key);
		return done;
	}

}
