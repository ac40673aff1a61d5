package dev.ratelimit.internal.redis;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.LimiterCore;
import dev.ratelimit.internal.limiter.Reservation;
import dev.ratelimit.internal.limiter.StoreLimiter;
import dev.ratelimit.internal.limiter.WaitBudget;
import dev.ratelimit.internal.limiter.WaitingRooms;
import org.jspecify.annotations.Nullable;

/**
 * One limit, or several all or nothing: each call is one trip. While Redis cannot decide,
 * the fallback does.
 */
final class RedisRateLimiter implements LimiterCore {

	/** Only busy keys are worth it. */
	private static final long LEASED_KEYS = 10_000;

	private final RedisLimits limits;

	private final Script script;

	private final RedisTrips trips;

	private final StoreLimiter fallback;

	private final @Nullable Leases leases;

	RedisRateLimiter(List<RedisLimit> limits, RedisKeys keys, RedisTrips trips, StoreLimiter fallback,
			RedisSettings settings) {
		this.limits = new RedisLimits(limits, keys);
		this.script = Script.of(limits.stream().map(RedisLimit::algorithm).toList());
		this.trips = trips;
		this.fallback = fallback;
		this.leases = (settings.lease() > 0 && limits.size() == 1)
				? new Leases(settings.lease(), LEASED_KEYS, this::giveBack, trips::outages) : null;
	}

	@Override
	public LimitDecision attempt(String key, long permits, long now) {
		if (permits == 0) {
			return peek(key, now);
		}
		Terms[] terms = this.limits.terms(key, permits);
		long begun = System.nanoTime();
		long deadline = this.trips.deadline(begun);
		LimitDecision decision = (this.leases != null) ? this.leases.decide(key, terms[0].limit, permits, begun,
				deadline, (wanted) -> spend(deadline, key, terms, wanted)) : spend(deadline, key, terms, permits);
		return (decision != null) ? decision : this.fallback.tryAcquire(key, permits);
	}

	private @Nullable LimitDecision spend(long deadline, String key, Terms[] terms, long permits) {
		byte[][] arguments = new byte[terms.length][];
		for (int i = 0; i < terms.length; i++) {
			// A cost of 0 is never charged
			arguments[i] = terms[i].call(terms[i].grants(permits) ? permits : 0);
		}
		byte[] reply = this.trips.run(deadline, this.script, this.limits.names(key), arguments);
		return (reply != null) ? new Reply(reply).decision(terms, permits) : null;
	}

	@Override
	public LimitDecision peek(String key, long now) {
		LimitDecision decision = look(key, this.trips.deadline());
		return (decision != null) ? decision : this.fallback.peek(key);
	}

	private @Nullable LimitDecision look(String key, long deadline) {
		Terms[] terms = this.limits.terms(key, 1);
		byte[][] arguments = new byte[terms.length + 1][];
		for (int i = 0; i < terms.length; i++) {
			arguments[i] = terms[i].call(1);
		}
		arguments[terms.length] = text("peek");
		byte[] reply = this.trips.run(deadline, this.script, this.limits.names(key), arguments);
		return (reply != null) ? new Reply(reply).decision(terms, 1) : null;
	}

	/** Makes the script known, so that the first call needs no more than one trip. */
	void prepare(long deadline) {
		if (this.trips.up()) {
			look("", deadline);
		}
	}

	@Override
	public @Nullable Reservation reserve(String key, long permits, WaitBudget budget, long now) {
		Terms[] terms = this.limits.terms(key, permits);
		if (terms.length > 1) {
			// Each part refills until the call leaves: to charge it earlier would admit
			// too much
			return null;
		}
		byte[][] arguments = new byte[terms.length][];
		for (int i = 0; i < terms.length; i++) {
			if (!terms[i].queues) {
				return null;
			}
			arguments[i] = terms[i].call(permits, budget.leftFor(terms[i].limit));
		}
		byte[] reply = this.trips.run(this.trips.deadline(), this.script, this.limits.names(key), arguments);
		if (reply == null) {
			return null;
		}
		LimitDecision decision = new Reply(reply).decision(terms, permits);
		long wait = new Reply(reply).waitNanos(terms.length);
		return !decision.allowed() ? Reservation.refused(decision)
				: new Reservation(decision, wait, (kept) -> ended(key, decision, kept));
	}

	private void ended(String key, LimitDecision reserved, boolean kept) {
		if (!kept) {
			give("unreserve", key, reserved.all());
		}
	}

	@Override
	public void refund(String key, LimitDecision decision) {
		List<LimitDecision> parts = decision.all();
		this.limits.checkParts(parts);
		if (decision.degraded()) {
			this.fallback.refund(key, decision);
			return;
		}
		boolean anything = false;
		List<LimitDecision> owed = new ArrayList<>(parts);
		for (int i = 0; i < parts.size(); i++) {
			boolean claimed = parts.get(i).claimRefund();
			anything |= claimed;
			owed.set(i, claimed ? parts.get(i) : LimitDecision.allowed(parts.get(i).policy(), 0, 0, 0, 0));
		}
		if (anything) {
			give("refund", key, owed);
		}
	}

	private void give(String operation, String key, List<LimitDecision> parts) {
		this.trips.run(this.trips.deadline(), this.script, this.limits.names(key), giving(operation, key, parts));
	}

	private CompletableFuture<?> giveBack(String key, LimitDecision unused) {
		return this.trips.send(this.script, this.limits.names(key), giving("refund", key, List.of(unused)));
	}

	private byte[][] giving(String operation, String key, List<LimitDecision> parts) {
		Terms[] terms = this.limits.terms(key, 1);
		byte[][] arguments = new byte[2 * terms.length + 1][];
		arguments[terms.length] = text(operation);
		for (int i = 0; i < terms.length; i++) {
			LimitDecision part = parts.get(i);
			arguments[i] = terms[i].call(Math.max(part.permits(), 1));
			boolean owed = part.permits() > 0 && terms[i].takeBack(part.policy());
			arguments[terms.length + 1 + i] = text(owed ? String.valueOf(part.charged()) : "");
		}
		return arguments;
	}

	@Override
	public void reset(String key) {
		this.trips.remove(this.limits.names(key));
		this.fallback.reset(key);
		if (this.leases != null) {
			this.leases.forget(key);
		}
	}

	/** Where callers wait. */
	WaitingRooms waitingRooms() {
		return this.limits.waitingRooms();
	}

	/** Gives back what was fetched ahead under other limits. */
	void changed() {
		close();
	}

	void close() {
		if (this.leases != null) {
			this.leases.close();
		}
	}

	private static byte[] text(String value) {
		return value.getBytes(StandardCharsets.US_ASCII);
	}

	@Override
	public long quota(String key, long now) {
		return this.limits.quota(key);
	}

}
