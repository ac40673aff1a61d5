package dev.ratelimit.internal.remote;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import dev.ratelimit.Limit;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.internal.limiter.WaitBudget;
import org.jspecify.annotations.Nullable;

/**
 * What one node asks a simulated store, for the one key that it has. Calls travel
 * together as they do to Redis.
 */
final class SimulatedLimits implements RemoteLimits, Batches.Carrier<SimulatedLimits.Spend, LimitDecision> {

	private final int node;

	private final Limit limit;

	private final SimulatedNetwork network;

	private final SimulatedStore store;

	private final Batches<Spend, LimitDecision> batches;

	SimulatedLimits(int node, Limit limit, SimulatedNetwork network, SimulatedStore store, long timeoutNanos,
			Clock clock) {
		this.node = node;
		this.limit = limit;
		this.network = network;
		this.store = store;
		this.batches = new Batches<>(this, timeoutNanos, clock);
	}

	@Override
	public CompletableFuture<LimitDecision> alone(Spend question) {
		return this.network.ask(this.node, () -> decide(question));
	}

	@Override
	public CompletableFuture<Void> together(List<Spend> questions, ObjIntConsumer<LimitDecision> told) {
		return this.network.ask(this.node, () -> questions.stream().map(this::decide).toList())
			.thenAccept((answers) -> IntStream.range(0, answers.size()).forEach((i) -> told.accept(answers.get(i), i)));
	}

	private LimitDecision decide(Spend question) {
		return this.store.spend(question.cost, question.permits);
	}

	@Override
	public Key key(String key, long permits) {
		return new OneKey(permits);
	}

	@Override
	public List<Limit> limits() {
		return List.of(this.limit);
	}

	@Override
	public long quota(String key) {
		return this.limit.quota();
	}

	@Override
	public List<LimitTerms> terms() {
		throw new UnsupportedOperationException();
	}

	@Override
	public Object version() {
		throw new UnsupportedOperationException();
	}

	@Override
	public RemoteLimits onPlan(String plan) {
		throw new UnsupportedOperationException();
	}

	/**
	 * A call.
	 *
	 * @param cost what it costs
	 * @param permits the same, and what is fetched ahead
	 */
	record Spend(long cost, long permits) {

	}

	private record Asked(Supplier<CompletableFuture<LimitDecision>> way,
			Supplier<CompletableFuture<LimitDecision>> probing) implements Trip<LimitDecision, LimitDecision> {

		@Override
		public CompletableFuture<LimitDecision> send() {
			return this.way.get();
		}

		@Override
		public LimitDecision read(LimitDecision answer) {
			return answer;
		}

		@Override
		public CompletableFuture<?> probe() {
			return this.probing.get();
		}

	}

	private final class OneKey implements Key {

		private final long cost;

		OneKey(long cost) {
			this.cost = cost;
		}

		@Override
		public Limit limit() {
			return SimulatedLimits.this.limit;
		}

		@Override
		public boolean blocks() {
			return false;
		}

		@Override
		public Trip<?, LimitDecision> spend(long permits, WaitBudget budget) {
			return asked(() -> SimulatedLimits.this.batches.ask(new Spend(this.cost, permits)));
		}

		@Override
		public Trip<?, LimitDecision> look() {
			return asked(this::probe);
		}

		@Override
		public Trip<?, LimitDecision> settle(List<@Nullable LimitDecision> parts, long permits) {
			LimitDecision unused = parts.get(0);
			return asked(() -> SimulatedLimits.this.network.ask(SimulatedLimits.this.node,
					() -> SimulatedLimits.this.store.giveBack(unused)));
		}

		private Trip<?, LimitDecision> asked(Supplier<CompletableFuture<LimitDecision>> way) {
			return new Asked(way, this::probe);
		}

		private CompletableFuture<LimitDecision> probe() {
			return SimulatedLimits.this.network.ask(SimulatedLimits.this.node, SimulatedLimits.this.store::look);
		}

		@Override
		public Trip<?, Turn> reserve(long permits, WaitBudget budget) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Trip<?, LimitDecision> cancel(LimitDecision reserved) {
			throw new UnsupportedOperationException();
		}

		@Override
		public Trip<?, ?> reset() {
			throw new UnsupportedOperationException();
		}

	}

}
