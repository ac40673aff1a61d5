package dev.ratelimit.internal.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.function.Supplier;

import dev.ratelimit.Limit;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.WaitBudget;
import dev.ratelimit.internal.remote.RemoteLimits.Key;
import dev.ratelimit.internal.remote.RemoteLimits.Turn;
import dev.ratelimit.internal.remote.Trip;
import org.jspecify.annotations.Nullable;

/**
 * One key on the terms in force for it: what Redis can be asked about it.
 */
final class RedisKey implements Key {

	/** In place of a charge that permits are given back to: they are spent. */
	private static final String DEBT = "+";

	private final RedisLimits limits;

	private final String key;

	private final byte[][] names;

	private final LimitArguments[] terms;

	private final Variant variant;

	RedisKey(RedisLimits limits, String key, LimitArguments[] terms, Variant variant) {
		this.limits = limits;
		this.key = key;
		this.terms = terms;
		this.variant = variant;
		int size = terms.length;
		this.names = new byte[variant.blocks() ? 2 * size : size][];
		for (int i = 0; i < size; i++) {
			this.names[i] = limits.name(key, terms[i].state);
			if (variant.blocks()) {
				this.names[size + i] = limits.name(key, terms[i].block);
			}
		}
	}

	@Override
	public boolean blocks() {
		return this.variant.blocks();
	}

	/** The terms of a call under a limit, which it may be made to wait for. */
	private byte[] call(int limit, LimitArguments terms, long permits, WaitBudget budget) {
		return this.variant.blocking()[limit] ? terms.blockingCall(permits, 0, budget.patienceFor(terms.limit))
				: terms.call(permits);
	}

	@Override
	public Limit limit() {
		return this.terms[0].limit;
	}

	@Override
	public Trip<?, LimitDecision> spend(long permits, WaitBudget budget) {
		ScriptTrip<LimitDecision> alone = trip(this.terms, () -> {
			byte[][] arguments = new byte[this.terms.length][];
			for (int i = 0; i < this.terms.length; i++) {
				// A cost of 0 is never charged
				arguments[i] = call(i, this.terms[i], this.terms[i].grants(permits) ? permits : 0, budget);
			}
			return arguments;
		}, permits);
		return new Spending(this.key, this.names, this.terms, this.variant, permits, budget, alone,
				this.limits.batches(this.names[0]));
	}

	@Override
	public Trip<?, LimitDecision> look() {
		return trip(this.terms, () -> {
			byte[][] arguments = new byte[this.terms.length + 1][];
			for (int i = 0; i < this.terms.length; i++) {
				arguments[i] = call(i, this.terms[i], 1, WaitBudget.NONE);
			}
			arguments[this.terms.length] = text("peek");
			return arguments;
		}, 1);
	}

	@Override
	public @Nullable Trip<?, Turn> reserve(long permits, WaitBudget budget) {
		LimitArguments first = this.terms[0];
		if (this.terms.length > 1 || !first.queues) {
			// Each of several refills until the call leaves: to charge it earlier
			// would admit too much
			return null;
		}
		long left = budget.leftFor(first.limit);
		byte[][] arguments = {
				this.variant.blocks() ? first.blockingCall(permits, left, left) : first.call(permits, left) };
		return new ScriptTrip<>(this.limits.runner, this.variant.script(), this.names, this.terms, () -> arguments,
				this.variant.probing(), (answer) -> {
					Reply reply = new Reply(answer);
					return new Turn(reply.decision(this.terms, permits), reply.waitNanos(1));
				});
	}

	@Override
	public @Nullable Trip<?, LimitDecision> settle(List<@Nullable LimitDecision> parts, long permits) {
		boolean changes = parts.stream().anyMatch((part) -> part != null && part.permits() != permits);
		return changes ? settle("settle", parts, permits) : null;
	}

	@Override
	public Trip<?, LimitDecision> cancel(LimitDecision reserved) {
		return settle("unreserve", reserved.all(), 0);
	}

	private Trip<?, LimitDecision> settle(String operation, List<? extends @Nullable LimitDecision> parts,
			long permits) {
		LimitArguments[] charged = new LimitArguments[this.terms.length];
		for (int i = 0; i < charged.length; i++) {
			LimitDecision part = parts.get(i);
			charged[i] = (part != null) ? this.limits.charged(i, this.key, part, this.terms[i]) : this.terms[i];
		}
		return trip(charged, () -> {
			byte[][] arguments = new byte[2 * charged.length + 1][];
			arguments[charged.length] = text(operation);
			for (int i = 0; i < charged.length; i++) {
				LimitDecision part = parts.get(i);
				long more = (part != null) ? permits - part.permits() : 0;
				boolean owed = part != null && more < 0 && charged[i].takeBack(part.policy());
				arguments[i] = call(i, charged[i], charged[i].settled(more), WaitBudget.NONE);
				arguments[charged.length + 1 + i] = text(
						owed ? String.valueOf(part.charged()) : (more > 0) ? DEBT : "");
			}
			return arguments;
		}, 1);
	}

	private ScriptTrip<LimitDecision> trip(LimitArguments[] asked, Supplier<byte[][]> arguments, long permits) {
		return new ScriptTrip<>(this.limits.runner, this.variant.script(), this.names, asked, arguments,
				this.variant.probing(), (answer) -> new Reply(answer).decision(this.terms, permits));
	}

	@Override
	public Trip<?, ?> reset() {
		this.limits.forget(this.key);
		return new RemovalTrip(this.limits.runner, this.names, spend(1, WaitBudget.NONE));
	}

	private static byte[] text(String value) {
		return value.getBytes(StandardCharsets.US_ASCII);
	}

}
