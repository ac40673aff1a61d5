package dev.ratelimit.model;

import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.SimpleLimiter;
import dev.ratelimit.internal.limiter.StoreLimiter;
import dev.ratelimit.internal.limiter.Waiter;
import org.jspecify.annotations.Nullable;

final class ReferenceLimiter implements SimpleLimiter {

	private final ReferenceRegistry registry;

	private final List<Limit> limits;

	private final ReferenceDecisions decisions;

	private final AtomicInteger waiting = new AtomicInteger();

	private final Map<String, ReferenceLimiter> onPlans;

	ReferenceLimiter(ReferenceRegistry registry, List<Limit> limits) {
		this(registry, limits, new HashMap<>());
	}

	private ReferenceLimiter(ReferenceRegistry registry, List<Limit> limits, Map<String, ReferenceLimiter> onPlans) {
		this.registry = registry;
		this.limits = limits;
		this.decisions = new ReferenceDecisions(registry, limits);
		this.onPlans = onPlans;
	}

	@Override
	public Set<String> plans() {
		return this.limits.stream()
			.flatMap((limit) -> this.registry.plans(limit.name()).keySet().stream())
			.collect(Collectors.toCollection(LinkedHashSet::new));
	}

	@Override
	public @Nullable StoreLimiter onPlan(String plan) {
		return !plans().contains(plan) ? null
				: this.onPlans.computeIfAbsent(plan,
						(name) -> new ReferenceLimiter(this.registry,
								this.limits.stream().map((limit) -> this.registry.onPlan(limit.name(), name)).toList(),
								this.onPlans));
	}

	@Override
	public LimitDecision tryAcquire(String key, long permits) {
		return this.decisions.tryAcquire(key, permits, 0);
	}

	/** Tries, and sleeps, and tries again: who waits first is not served first here. */
	@Override
	public LimitDecision acquire(String key, long permits, Duration maxWait) throws InterruptedException {
		long left = maxWait.toNanos();
		LimitDecision decision = this.decisions.tryAcquire(key, permits, left);
		while (!decision.allowed() && !decision.blocked() && decision.retryAfterNanos() <= left && mayWait()) {
			left -= decision.retryAfterNanos();
			this.waiting.incrementAndGet();
			try {
				this.registry.sleep(decision.retryAfterNanos());
			}
			finally {
				this.waiting.decrementAndGet();
			}
			decision = this.decisions.tryAcquire(key, permits, left);
		}
		return decision;
	}

	@Override
	public CompletionStage<Decision> acquireAsync(String key, long permits, Duration maxWait) {
		CompletableFuture<Decision> result = new CompletableFuture<>();
		check(maxWait);
		proceed(result, key, permits, maxWait.toNanos(), false);
		return result;
	}

	private static void check(Duration maxWait) {
		if (maxWait.isNegative()) {
			throw new IllegalArgumentException("Invalid maxWait (%s): must not be negative".formatted(maxWait));
		}
	}

	/** Tries, and waits, and tries again until somebody has completed the result. */
	private void proceed(CompletableFuture<? super LimitDecision> result, String key, long permits, long left,
			boolean waiting) {
		if (waiting) {
			this.waiting.decrementAndGet();
		}
		if (result.isDone()) {
			return;
		}
		LimitDecision decision = this.decisions.tryAcquire(key, permits, left);
		long wait = decision.retryAfterNanos();
		if (decision.allowed() || decision.blocked() || wait > left || !mayWait()) {
			result.complete(decision);
			return;
		}
		this.waiting.incrementAndGet();
		CompletableFuture<Void> delay = this.registry.delay(wait).toCompletableFuture();
		delay.whenComplete((due, failure) -> proceed(result, key, permits, left - wait, true));
		result.whenComplete((value, failure) -> delay.cancel(false));
	}

	private boolean mayWait() {
		return this.limits.stream().allMatch((limit) -> this.waiting.get() < limit.maxWaiting());
	}

	@Override
	public LimitDecision request(String key, long permits, @Nullable Duration maxWait, @Nullable Waiter waiter)
			throws InterruptedException {
		if (this.decisions.beyond(permits)) {
			return this.decisions.peek(key, permits);
		}
		Duration shortest = this.limits.stream().map(Limit::maxWait).min(Duration::compareTo).orElseThrow();
		long quota = this.limits.stream().mapToLong(Limit::quota).min().orElseThrow();
		return acquire(key, (permits < 0) ? quota : permits, Objects.requireNonNullElse(maxWait, shortest));
	}

	@Override
	public CompletionStage<LimitDecision> requestAsync(String key, long permits, @Nullable Duration maxWait,
			@Nullable Waiter waiter) {
		CompletableFuture<LimitDecision> result = new CompletableFuture<>();
		if (this.decisions.beyond(permits)) {
			result.complete(this.decisions.peek(key, permits));
			return result;
		}
		Duration shortest = this.limits.stream().map(Limit::maxWait).min(Duration::compareTo).orElseThrow();
		proceed(result, key, (permits < 0) ? 1 : permits, Objects.requireNonNullElse(maxWait, shortest).toNanos(),
				false);
		return result;
	}

	@Override
	public LimitDecision peek(String key) {
		return this.decisions.peek(key, 1);
	}

	@Override
	public void refund(String key, Decision given) {
		settle(key, given, 0);
	}

	@Override
	public void settle(String key, Decision given, long permits) {
		if (permits < 0) {
			throw new IllegalArgumentException("Negative: " + permits);
		}
		LimitDecision decision = LimitDecision.of(given);
		List<String> names = this.limits.stream().map(Limit::name).toList();
		if (!decision.all().stream().map(LimitDecision::limit).toList().equals(names)) {
			throw new IllegalArgumentException("The decision is of %s, not of %s".formatted(decision.limit(), names));
		}
		synchronized (this.registry) {
			List<LimitDecision> parts = decision.allowed() ? decision.all() : List.of();
			for (int i = 0; i < parts.size(); i++) {
				LimitDecision part = parts.get(i);
				if (part.claimSettling()) {
					Limit limit = this.registry.inForce(part.policy()) ? part.policy() : this.limits.get(i);
					this.registry.model(limit, key)
						.settle(this.registry.now(), part.charged(), part.permits(), permits);
				}
			}
		}
	}

	@Override
	public boolean forget(String key) {
		synchronized (this.registry) {
			this.limits.forEach((limit) -> this.registry.forget(limit, key));
		}
		return true;
	}

}
