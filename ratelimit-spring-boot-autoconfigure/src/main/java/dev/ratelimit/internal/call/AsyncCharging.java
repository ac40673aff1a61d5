package dev.ratelimit.internal.call;

import java.util.Iterator;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.async.Answers;
import dev.ratelimit.internal.limiter.StoreLimiter;
import org.jspecify.annotations.Nullable;

/**
 * Asks the checks of one call one after the other, without holding a thread. If one fails
 * or the result is cancelled, what the others have charged is given back; a charge that
 * comes in at that moment is given back on the thread that brings it.
 */
final class AsyncCharging {

	private final CompletableFuture<@Nullable Charge> result = new CompletableFuture<>();

	private final CallCharges charges;

	private final Iterator<PendingCheck> checks;

	private final Consumer<Charge> charged;

	private volatile @Nullable CompletableFuture<LimitDecision> asked;

	AsyncCharging(CallCharges charges, Iterator<PendingCheck> checks, Consumer<Charge> charged) {
		this.charges = charges;
		this.checks = checks;
		this.charged = charged;
	}

	CompletableFuture<@Nullable Charge> start() {
		proceed();
		if (!Answers.isThere(this.result)) {
			this.result.whenComplete((refused, failure) -> {
				CompletableFuture<LimitDecision> open = this.asked;
				if (failure != null) {
					if (open != null) {
						open.cancel(true);
					}
					refundAll();
				}
			});
		}
		return this.result;
	}

	private void proceed() {
		try {
			while (this.checks.hasNext()) {
				PendingCheck next = this.checks.next();
				if (next.check().applies(next.root(), next.arguments())) {
					ask(next);
					return;
				}
			}
			this.result.complete(null);
		}
		catch (RuntimeException | Error ex) {
			this.result.completeExceptionally(ex);
		}
	}

	private void ask(PendingCheck next) {
		String key = next.check().key(next.root(), next.arguments());
		StoreLimiter limiter = next.check().limiter(next.root(), next.arguments());
		CompletableFuture<LimitDecision> decision = next.check()
			.decideAsync(limiter, key, next.root(), next.arguments())
			.toCompletableFuture();
		if (Answers.isThere(decision)) {
			decided(next, limiter, key, decision.join());
			return;
		}
		this.asked = decision;
		if (this.result.isDone()) {
			decision.cancel(true);
		}
		decision.whenComplete((decided, failure) -> {
			if (failure != null) {
				this.result.completeExceptionally(Answers.cause(failure));
			}
			else {
				decided(next, limiter, key, decided);
			}
		});
	}

	private void decided(PendingCheck check, StoreLimiter limiter, String key, LimitDecision decision) {
		Charge charge;
		try {
			charge = add(check, limiter, key, decision);
			if (this.result.isDone()) {
				refundAll();
				return;
			}
			this.charged.accept(charge);
		}
		catch (RuntimeException | Error ex) {
			this.result.completeExceptionally(ex);
			return;
		}
		if (decision.allowed()) {
			proceed();
		}
		else {
			this.result.complete(charge);
		}
	}

	private synchronized Charge add(PendingCheck check, StoreLimiter limiter, String key, LimitDecision decision) {
		return this.charges.add(check.check(), limiter, check.root(), key, decision);
	}

	private synchronized void refundAll() {
		this.charges.refundAllAsync();
	}

}
