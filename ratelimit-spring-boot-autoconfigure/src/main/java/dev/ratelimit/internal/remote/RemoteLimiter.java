package dev.ratelimit.internal.remote;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.internal.limiter.LimiterCore;
import dev.ratelimit.internal.limiter.Reservation;
import dev.ratelimit.internal.limiter.StoreLimiter;
import dev.ratelimit.internal.limiter.WaitBudget;
import dev.ratelimit.internal.remote.RemoteLimits.Key;
import dev.ratelimit.internal.remote.RemoteLimits.Turn;
import org.jspecify.annotations.Nullable;

/**
 * One limit, or several all or nothing, in a store elsewhere: each call is one trip.
 * Where the store does not decide, the fallback does.
 */
public final class RemoteLimiter implements LimiterCore {

	/** Only busy keys are worth it. */
	private static final long LEASED_KEYS = 10_000;

	private final RemoteLimits limits;

	private final Trips trips;

	private final Fallback fallback;

	private final @Nullable Leases leases;

	/**
	 * A limiter.
	 * @param limits what is asked
	 * @param trips asks
	 * @param onFailure who decides under each limit where the store does not, in order
	 * @param local makes the limiter of some limits, by their names, on this node
	 * @param lease most permits fetched ahead per trip; 0 for none
	 */
	public RemoteLimiter(RemoteLimits limits, Trips trips, List<OnFailure> onFailure,
			Function<String[], StoreLimiter> local, int lease) {
		this.limits = limits;
		this.trips = trips;
		this.fallback = new Fallback(limits, onFailure, local);
		this.leases = (lease > 0 && leasable(limits.limits())) ? new Leases(lease, LEASED_KEYS,
				new LeaseReturns(this::giveBack, trips::outages, trips.clock()), trips.clock()) : null;
	}

	/** Permits that come back are not fetched ahead. */
	private static boolean leasable(List<Limit> limits) {
		return limits.size() == 1 && limits.get(0).algorithm() != Algorithm.CONCURRENCY;
	}

	private RemoteLimiter(RemoteLimiter other, String plan) {
		this.limits = other.limits.onPlan(plan);
		this.trips = other.trips;
		this.fallback = other.fallback.onPlan(this.limits, plan);
		// A lease on other terms is given back before the key is asked on these
		this.leases = other.leases;
	}

	@Override
	public List<LimitTerms> terms() {
		return this.limits.terms();
	}

	@Override
	public Object version() {
		return this.limits.version();
	}

	@Override
	public LimiterCore onPlan(String plan) {
		return new RemoteLimiter(this, plan);
	}

	@Override
	public LimitDecision attempt(String key, long permits, WaitBudget budget, long now) {
		if (permits == 0) {
			return peek(key, now);
		}
		Key remote = this.limits.key(key, permits);
		long begun = this.trips.clock().nanos();
		long deadline = this.trips.deadline(begun);
		LimitDecision decision = (this.leases != null && !remote.blocks())
				? this.leases.decide(key, remote.limit(), permits, begun, deadline,
						(wanted) -> this.trips.ask(remote.spend(wanted, budget), deadline))
				: this.trips.ask(remote.spend(permits, budget), deadline);
		return (decision != null) ? decision : this.fallback.attempt(key, permits, budget);
	}

	@Override
	public CompletionStage<LimitDecision> attemptAsync(String key, long permits, WaitBudget budget, long now) {
		if (permits == 0) {
			return peekAsync(key, now);
		}
		Key remote = this.limits.key(key, permits);
		CompletableFuture<@Nullable LimitDecision> answer = (this.leases != null && !remote.blocks())
				? this.leases.decideAsync(key, remote.limit(), permits, this.trips.clock().nanos(),
						(wanted) -> this.trips.send(remote.spend(wanted, budget)))
				: this.trips.send(remote.spend(permits, budget));
		return answer
			.thenApply((decision) -> (decision != null) ? decision : this.fallback.attempt(key, permits, budget));
	}

	@Override
	public LimitDecision peek(String key, long now) {
		LimitDecision decision = this.trips.ask(this.limits.key(key, 1).look(), this.trips.deadline());
		return (decision != null) ? decision : this.fallback.peek(key);
	}

	@Override
	public CompletionStage<LimitDecision> peekAsync(String key, long now) {
		return this.trips.send(this.limits.key(key, 1).look())
			.thenApply((decision) -> (decision != null) ? decision : this.fallback.peek(key));
	}

	@Override
	public @Nullable Reservation reserve(String key, long permits, WaitBudget budget, long now) {
		Trip<?, Turn> trip = this.limits.key(key, permits).reserve(permits, budget);
		Turn turn = (trip != null) ? this.trips.ask(trip, this.trips.deadline()) : null;
		return (turn != null) ? reservation(key, turn) : null;
	}

	@Override
	public CompletionStage<@Nullable Reservation> reserveAsync(String key, long permits, WaitBudget budget, long now) {
		Trip<?, Turn> trip = this.limits.key(key, permits).reserve(permits, budget);
		if (trip == null) {
			return CompletableFuture.completedFuture(null);
		}
		return this.trips.send(trip).thenApply((turn) -> (turn != null) ? reservation(key, turn) : null);
	}

	private Reservation reservation(String key, Turn turn) {
		LimitDecision reserved = turn.decision();
		return !reserved.allowed() ? Reservation.refused(reserved)
				: new Reservation(reserved, turn.waitNanos(), (kept) -> {
					if (!kept) {
						this.trips.send(this.limits.key(key, 1).cancel(reserved));
					}
				});
	}

	@Override
	public boolean settle(String key, LimitDecision decision, long permits) {
		Trip<?, LimitDecision> trip = settling(key, decision, permits);
		return trip != null && settled(this.trips.ask(trip, this.trips.deadline()), key, decision, permits);
	}

	@Override
	public CompletionStage<Boolean> settleAsync(String key, LimitDecision decision, long permits) {
		Trip<?, LimitDecision> trip = settling(key, decision, permits);
		return (trip == null) ? CompletableFuture.completedFuture(false)
				: this.trips.send(trip).thenApply((answer) -> settled(answer, key, decision, permits));
	}

	private boolean settled(@Nullable LimitDecision answer, String key, LimitDecision decision, long permits) {
		if (answer == null) {
			this.fallback.debit(key, decision, permits);
		}
		return answer != null;
	}

	@Override
	public LimitDecision giveBack(String key, LimitDecision decision, long now) {
		Trip<?, LimitDecision> trip = settling(key, decision, 0);
		LimitDecision left = (trip != null) ? this.trips.ask(trip, this.trips.deadline()) : null;
		return (left != null) ? left : (trip != null) ? this.fallback.peek(key) : peek(key, now);
	}

	@Override
	public CompletionStage<LimitDecision> giveBackAsync(String key, LimitDecision decision, long now) {
		Trip<?, LimitDecision> trip = settling(key, decision, 0);
		return (trip == null) ? peekAsync(key, now)
				: this.trips.send(trip).thenApply((left) -> (left != null) ? left : this.fallback.peek(key));
	}

	/** What to ask to settle what was not settled before; null if nothing. */
	private @Nullable Trip<?, LimitDecision> settling(String key, LimitDecision decision, long permits) {
		check(decision.all());
		if (decision.degraded()) {
			this.fallback.settle(key, decision, permits);
			return null;
		}
		List<@Nullable LimitDecision> open = new ArrayList<>();
		for (LimitDecision part : decision.all()) {
			open.add(part.claimSettling() ? part : null);
		}
		return this.limits.key(key, 1).settle(open, permits);
	}

	private void check(List<LimitDecision> parts) {
		List<String> own = this.limits.limits().stream().map((limit) -> limit.name()).toList();
		List<String> given = parts.stream().map(LimitDecision::limit).toList();
		if (!given.equals(own)) {
			throw new IllegalArgumentException(
					"Cannot settle or refund a decision of %s with %s".formatted(given, own));
		}
	}

	private CompletableFuture<?> giveBack(String key, LimitDecision unused) {
		Trip<?, ?> trip = this.trips.up() ? this.limits.key(key, 1).settle(List.of(unused), 0) : null;
		return (trip != null) ? this.trips.send(trip) : CompletableFuture.completedFuture(null);
	}

	@Override
	public boolean reset(String key) {
		boolean done = this.trips.ask(this.limits.key(key, 1).reset(), this.trips.deadline()) != null;
		this.fallback.reset(key);
		if (this.leases != null) {
			this.leases.forget(key);
		}
		return done;
	}

	@Override
	public long quota(String key, long now) {
		return this.limits.quota(key);
	}

	@Override
	public boolean isShared() {
		return true;
	}

	/** Gives back what was fetched ahead. */
	public void close() {
		if (this.leases != null) {
			this.leases.close();
		}
	}

}
