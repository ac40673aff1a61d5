package dev.ratelimit.internal.limiter;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;

import dev.ratelimit.Decision;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.Acquisition.Step;
import org.jspecify.annotations.Nullable;

/**
 * A limiter around a core: adds waiting and tells a listener. What is admitted at once
 * costs no more than the core; a call that must wait is an {@link Acquisition}, driven
 * here on the caller's thread or by {@link AsyncAcquisition} on none.
 */
public final class WaitingLimiter implements StoreLimiter {

	private final LimiterCore core;

	private final WaitingRooms rooms;

	private final TimeSource time;

	private final @Nullable LimiterListener listener;

	/** Shared by the limiters of all plans. */
	private final Map<String, WaitingLimiter> onPlans;

	private volatile Known known = new Known(this, Map.of());

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
		this.listener = listener;
		this.onPlans = new ConcurrentHashMap<>();
	}

	private WaitingLimiter(WaitingLimiter other, String plan) {
		this.core = other.core.onPlan(plan);
		this.rooms = other.rooms;
		this.time = other.time;
		this.listener = other.listener;
		this.onPlans = other.onPlans;
	}

	@Override
	public @Nullable StoreLimiter onPlan(String plan) {
		Known known = this.known;
		Object version = this.core.version();
		if (known.version != version) {
			Map<String, WaitingLimiter> limiters = new HashMap<>();
			plans().forEach((name) -> limiters.put(name,
					this.onPlans.computeIfAbsent(name, (same) -> new WaitingLimiter(this, same))));
			known = new Known(version, limiters);
			this.known = known;
		}
		return known.limiters.get(plan);
	}

	@Override
	public StoreLimiter onPlanOrOwn(@Nullable String plan) {
		StoreLimiter limiter = (plan != null) ? onPlan(plan) : null;
		if (limiter != null) {
			return limiter;
		}
		if (this.listener != null) {
			for (LimitTerms limit : terms()) {
				this.listener.unplanned(limit.name());
			}
		}
		return this;
	}

	@Override
	public List<LimitTerms> terms() {
		return this.core.terms();
	}

	@Override
	public LimitDecision tryAcquire(String key, long permits) {
		return recorded(key, permits, attempt(key, permits, WaitBudget.NONE, this.time.nanos()));
	}

	@Override
	public LimitDecision tryAcquire(String key, long permits, WaitBudget budget) {
		return recorded(key, permits, attempt(key, permits, budget, this.time.nanos()));
	}

	private LimitDecision attempt(String key, long permits, WaitBudget budget, long now) {
		return isBehind(key, permits, now) ? InFlight.behindOthers(this.core.peek(key, now))
				: this.core.attempt(key, permits, budget, now);
	}

	/** Whether others wait for permits, whom nobody overtakes. */
	private boolean isBehind(String key, long permits, long now) {
		return this.rooms.isOccupied(key) && permits > 0 && permits <= this.core.quota(key, now);
	}

	private LimitDecision recorded(String key, long permits, LimitDecision decision) {
		if (this.listener != null) {
			this.listener.decided(key, permits, decision);
		}
		return decision;
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
	public LimitDecision request(String key, long permits, @Nullable Duration maxWait) throws InterruptedException {
		return request(key, permits, maxWait, null);
	}

	@Override
	public LimitDecision request(String key, long permits, @Nullable Duration maxWait, @Nullable Waiter waiter)
			throws InterruptedException {
		long now = this.time.nanos();
		long asked = asked(key, permits, now);
		if (beyond(key, asked, now)) {
			return recorded(key, asked, this.core.peek(key, now).beyond(asked));
		}
		try {
			return acquire(key, asked, WaitBudget.of(maxWait), waiter, now);
		}
		catch (IllegalArgumentException ex) {
			// The limit may have been changed to a smaller one meanwhile
			long later = this.time.nanos();
			if (beyond(key, asked, later)) {
				return recorded(key, asked, this.core.peek(key, later).beyond(asked));
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
		if (!decision.allowed() && permits != 0) {
			Acquisition call = new Acquisition(this.core, this.rooms, key, permits, budget, waiter, Step.ATTEMPT, now);
			call.attempted(decision);
			decision = await(call, now);
		}
		return recorded(key, permits, decision);
	}

	private LimitDecision await(Acquisition call, long begun) throws InterruptedException {
		boolean kept = false;
		try {
			while (call.step() != Step.DONE) {
				switch (call.step()) {
					case ATTEMPT ->
						call.attempted(this.core.attempt(call.key(), call.permits(), call.budget(), call.now()));
					case LOOK -> call.looked(this.core.peek(call.key(), call.now()));
					case RESERVE ->
						call.reserved(this.core.reserve(call.key(), call.permits(), call.budget(), call.now()));
					case WAIT -> {
						sleep(call.waitNanos(), call.woken());
						call.waited(this.time.nanos());
					}
					default -> throw new IllegalStateException("no such step: " + call.step());
				}
			}
			kept = true;
		}
		finally {
			call.end(kept);
		}
		waited(call, begun);
		return call.decision();
	}

	private void sleep(long nanos, @Nullable CompletableFuture<Void> woken) throws InterruptedException {
		if (woken != null) {
			this.time.sleep(nanos, woken);
		}
		else {
			this.time.sleep(nanos);
		}
	}

	private void waited(Acquisition call, long begun) {
		if (this.listener != null && call.waited()) {
			this.listener.waited(call.decision(), this.time.nanos() - begun);
		}
	}

	@Override
	public CompletionStage<Decision> acquireAsync(String key, long permits, Duration maxWait) {
		check(maxWait);
		CompletableFuture<Decision> result = new CompletableFuture<>();
		attempt(result, key, permits, WaitBudget.of(maxWait), null, this.time.nanos());
		return result;
	}

	@Override
	public CompletionStage<LimitDecision> requestAsync(String key, long permits, @Nullable Duration maxWait) {
		return requestAsync(key, permits, maxWait, null);
	}

	@Override
	public CompletionStage<LimitDecision> requestAsync(String key, long permits, @Nullable Duration maxWait,
			@Nullable Waiter waiter) {
		long now = this.time.nanos();
		long asked = asked(key, permits, now);
		WaitBudget budget = WaitBudget.of(maxWait);
		CompletableFuture<LimitDecision> result = new CompletableFuture<>();
		if (beyond(key, asked, now)) {
			begin(result, key, asked, budget, waiter, null, now);
			return result;
		}
		try {
			attempt(result, key, asked, budget, waiter, now);
		}
		catch (IllegalArgumentException ex) {
			// The limit may have been changed to a smaller one meanwhile
			long later = this.time.nanos();
			if (!beyond(key, asked, later)) {
				throw ex;
			}
			begin(result, key, asked, budget, waiter, null, later);
		}
		return result;
	}

	private void attempt(CompletableFuture<? super LimitDecision> result, String key, long permits, WaitBudget budget,
			@Nullable Waiter waiter, long now) {
		CompletableFuture<LimitDecision> first = first(key, permits, budget, now).toCompletableFuture();
		if (first.isDone() && !first.isCompletedExceptionally() && (first.join().allowed() || permits == 0)) {
			result.complete(recorded(key, permits, first.join()));
		}
		else {
			begin(result, key, permits, budget, waiter, first, now);
		}
	}

	private CompletionStage<LimitDecision> first(String key, long permits, WaitBudget budget, long now) {
		return isBehind(key, permits, now) ? this.core.peekAsync(key, now).thenApply(InFlight::behindOthers)
				: this.core.attemptAsync(key, permits, budget, now);
	}

	private void begin(CompletableFuture<? super LimitDecision> result, String key, long permits, WaitBudget budget,
			@Nullable Waiter waiter, @Nullable CompletionStage<LimitDecision> first, long now) {
		Step step = (first != null) ? Step.ATTEMPT : Step.LOOK;
		Acquisition call = new Acquisition(this.core, this.rooms, key, permits, budget, waiter, step, now);
		new AsyncAcquisition(call, this.core, this.time, result, (decided) -> {
			waited(decided, now);
			recorded(key, permits, decided.decision());
		}).begin(first);
	}

	@Override
	public LimitDecision peek(String key) {
		LimitDecision state = this.core.peek(key, this.time.nanos());
		return this.rooms.isOccupied(key) ? InFlight.behindOthers(state) : state;
	}

	@Override
	public void refund(String key, Decision decision) {
		this.core.refund(key, LimitDecision.of(decision));
		givenBack(key, decision);
	}

	private void givenBack(String key, Decision decision) {
		if (this.listener != null) {
			this.listener.givenBack(LimitDecision.of(decision));
		}
		this.rooms.wake(key);
	}

	@Override
	public void release(String key, Decision decision) {
		LimitDecision held = InFlight.of(LimitDecision.of(decision));
		if (held != null) {
			this.core.refundAsync(key, held).thenRun(() -> givenBack(key, held));
		}
	}

	@Override
	public void settle(String key, Decision decision, long permits) {
		if (permits < 0) {
			throw new IllegalArgumentException("Invalid permits (%d): must not be negative".formatted(permits));
		}
		if (permits == 0) {
			refund(key, decision);
			return;
		}
		LimitDecision given = LimitDecision.of(decision);
		if (given.allowed() && this.core.settle(key, given, permits)) {
			this.rooms.wake(key);
			given.all().forEach((part) -> indebted(part, permits - part.permits()));
		}
	}

	private void indebted(LimitDecision part, long permits) {
		if (this.listener != null && permits > 0 && !part.observed() && !InFlight.counts(part.policy())) {
			this.listener.indebted(part.limit(), permits);
		}
	}

	@Override
	public LimitDecision giveBack(String key, Decision decision) {
		LimitDecision left = this.core.giveBack(key, LimitDecision.of(decision), this.time.nanos());
		givenBack(key, decision);
		return left;
	}

	@Override
	public CompletionStage<LimitDecision> giveBackAsync(String key, Decision decision) {
		return this.core.giveBackAsync(key, LimitDecision.of(decision), this.time.nanos()).thenApply((left) -> {
			givenBack(key, decision);
			return left;
		});
	}

	@Override
	public void reset(String key) {
		this.core.reset(key);
		this.rooms.wake(key);
	}

	/**
	 * The limiters of the plans that there are.
	 *
	 * @param version what was in force then
	 * @param limiters by plan
	 */
	private record Known(Object version, Map<String, WaitingLimiter> limiters) {

	}

}
