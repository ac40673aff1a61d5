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
import dev.ratelimit.Mode;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.StoreLimiter;
import org.jspecify.annotations.Nullable;

final class ReferenceLimiter implements StoreLimiter {

	private final ReferenceRegistry registry;

	private final List<Limit> limits;

	private final AtomicInteger waiting = new AtomicInteger();

	private final Map<String, ReferenceLimiter> onPlans;

	ReferenceLimiter(ReferenceRegistry registry, List<Limit> limits) {
		this(registry, limits, new HashMap<>());
	}

	private ReferenceLimiter(ReferenceRegistry registry, List<Limit> limits, Map<String, ReferenceLimiter> onPlans) {
		this.registry = registry;
		this.limits = limits;
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
		return tryAcquire(key, permits, 0);
	}

	/** As a call that may yet wait so long: who needs not wait longer is not blocked. */
	private LimitDecision tryAcquire(String key, long permits, long left) {
		for (Limit limit : this.limits) {
			if (permits < 0 || beyond(limit, permits)) {
				throw new IllegalArgumentException("Invalid permits (%d): must be from 0 to %d, the quota of '%s'"
					.formatted(permits, limit.quota(), limit.name()));
			}
		}
		return (permits > 0) ? decide(key, permits, left) : peek(key);
	}

	private LimitDecision decide(String key, long permits, long left) {
		synchronized (this.registry) {
			long now = this.registry.now();
			boolean all = this.limits.stream().allMatch((limit) -> admits(limit, key, now, permits) || observes(limit));
			return LimitDecision
				.combined(this.limits.stream().map((limit) -> decide(limit, key, now, permits, all, left)).toList());
		}
	}

	private LimitDecision decide(Limit limit, String key, long now, long permits, boolean all, long left) {
		ReferenceModel model = this.registry.model(limit, key);
		BlockModel block = this.registry.block(limit, key);
		if (block.rest(now) > 0) {
			return blocked(limit, model.peek(now, Math.min(permits, limit.quota())), block.rest(now), true)
				.beyond(permits);
		}
		if (permits > limit.quota()) {
			Answer answer = model.peek(now);
			model.arrive(now);
			return LimitDecision.refused(limit, answer.remaining(), answer.resetAfter(), answer.resetAfter());
		}
		if (!admits(limit, key, now, permits)) {
			Answer refusal = model.refuse(now, permits);
			if (limit.block().isEmpty() || refusal.retryAfter() <= left) {
				return decision(limit, refusal, 0, 0);
			}
			block.begin(limit, now);
			return blocked(limit, refusal, block.rest(now), false);
		}
		if (!all) {
			model.arrive(now);
			return decision(limit, model.admitted(now), 0, 0);
		}
		long charge = model.admit(now, permits);
		return decision(limit, model.admitted(now), permits, charge);
	}

	private boolean admits(Limit limit, String key, long now, long permits) {
		return permits <= limit.quota() && this.registry.block(limit, key).rest(now) == 0
				&& this.registry.model(limit, key).wouldAdmit(now, permits);
	}

	/** Among several a limit that observes leaves this to the others. */
	private boolean beyond(Limit limit, long permits) {
		return permits > limit.quota() && (this.limits.size() == 1 || !observes(limit));
	}

	private static boolean observes(Limit limit) {
		return limit.mode() == Mode.OBSERVE;
	}

	private static LimitDecision decision(Limit limit, Answer answer, long permits, long charge) {
		return answer.allowed() ? LimitDecision.allowed(limit, permits, answer.remaining(), answer.resetAfter(), charge)
				: LimitDecision.refused(limit, answer.remaining(), answer.retryAfter(), answer.resetAfter());
	}

	private static LimitDecision blocked(Limit limit, Answer free, long rest, boolean before) {
		return LimitDecision.blocked(limit, Math.max(rest, free.retryAfter()), Math.max(rest, free.resetAfter()),
				before);
	}

	/** Tries, and sleeps, and tries again: who waits first is not served first here. */
	@Override
	public LimitDecision acquire(String key, long permits, Duration maxWait) throws InterruptedException {
		long left = maxWait.toNanos();
		LimitDecision decision = tryAcquire(key, permits, left);
		while (!decision.allowed() && !decision.blocked() && decision.retryAfterNanos() <= left && mayWait()) {
			left -= decision.retryAfterNanos();
			this.waiting.incrementAndGet();
			try {
				this.registry.sleep(decision.retryAfterNanos());
			}
			finally {
				this.waiting.decrementAndGet();
			}
			decision = tryAcquire(key, permits, left);
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
		LimitDecision decision = tryAcquire(key, permits, left);
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
	public LimitDecision request(String key, long permits, @Nullable Duration maxWait) throws InterruptedException {
		if (this.limits.stream().anyMatch((limit) -> beyond(limit, permits))) {
			return peek(key, permits);
		}
		Duration shortest = this.limits.stream().map(Limit::maxWait).min(Duration::compareTo).orElseThrow();
		long quota = this.limits.stream().mapToLong(Limit::quota).min().orElseThrow();
		return acquire(key, (permits < 0) ? quota : permits, Objects.requireNonNullElse(maxWait, shortest));
	}

	@Override
	public CompletionStage<LimitDecision> requestAsync(String key, long permits, @Nullable Duration maxWait) {
		CompletableFuture<LimitDecision> result = new CompletableFuture<>();
		if (this.limits.stream().anyMatch((limit) -> beyond(limit, permits))) {
			result.complete(peek(key, permits));
			return result;
		}
		Duration shortest = this.limits.stream().map(Limit::maxWait).min(Duration::compareTo).orElseThrow();
		proceed(result, key, (permits < 0) ? 1 : permits, Objects.requireNonNullElse(maxWait, shortest).toNanos(),
				false);
		return result;
	}

	@Override
	public LimitDecision peek(String key) {
		return peek(key, 1);
	}

	private LimitDecision peek(String key, long permits) {
		synchronized (this.registry) {
			long now = this.registry.now();
			return LimitDecision.combined(this.limits.stream().map((limit) -> {
				Answer answer = this.registry.look(limit, key).peek(now);
				long rest = this.registry.block(limit, key).rest(now);
				if (rest > 0) {
					return blocked(limit, answer, rest, true).beyond(permits);
				}
				return (permits <= limit.quota()) ? decision(limit, answer, 0, 0)
						: LimitDecision.refused(limit, answer.remaining(), answer.resetAfter(), answer.resetAfter());
			}).toList());
		}
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
	public void reset(String key) {
		synchronized (this.registry) {
			this.limits.forEach((limit) -> this.registry.forget(limit, key));
		}
	}

}
