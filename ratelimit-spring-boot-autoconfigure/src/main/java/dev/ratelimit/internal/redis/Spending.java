package dev.ratelimit.internal.redis;

import java.util.concurrent.CompletableFuture;

import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.WaitBudget;
import dev.ratelimit.internal.remote.Batches;
import dev.ratelimit.internal.remote.Trip;
import org.jspecify.annotations.Nullable;

/**
 * A call that spends. Where others wait for a trip, too, it may travel with them.
 *
 * @param key the key
 * @param names the names of the keys that it touches in Redis, one per limit, and one per
 * limit for blocks if there can be any
 * @param terms its terms, one per limit
 * @param variant the scripts
 * @param permits the cost
 * @param budget how long it may wait, which tells whether a refusal blocks the key
 * @param alone the call by itself
 * @param batches the calls of these limits
 */
record Spending(String key, byte[][] names, LimitArguments[] terms, Variant variant, long permits, WaitBudget budget,
		ScriptTrip<LimitDecision> alone, Batches<Spending, byte[]> batches) implements Trip<byte[], LimitDecision> {

	@Override
	public CompletableFuture<byte[]> send() {
		return this.batches.ask(this);
	}

	@Override
	public @Nullable CompletableFuture<byte[]> sendAgain(Throwable failure) {
		return this.alone.sendAgain(failure);
	}

	@Override
	public LimitDecision read(byte[] answer) {
		return this.alone.read(answer);
	}

	@Override
	public CompletableFuture<?> probe() {
		return this.alone.probe();
	}

	/** Whether both would be answered alike, were one asked after the other. */
	boolean sameAs(Spending other) {
		boolean equal = this.permits == other.permits && this.variant == other.variant
				&& (!this.variant.blocks() || this.budget.equals(other.budget));
		for (int i = 0; equal && i < this.terms.length; i++) {
			equal = this.terms[i] == other.terms[i];
		}
		return equal && this.key.equals(other.key);
	}

	/** How many such calls a quota can hold at once. */
	long fits() {
		long fits = Long.MAX_VALUE;
		for (LimitArguments limit : this.terms) {
			fits = Math.min(fits, limit.grants(this.permits) ? limit.fits(this.permits) : 1);
		}
		return Math.max(fits, 1);
	}

}
