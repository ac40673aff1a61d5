package dev.ratelimit.internal.redis;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import dev.ratelimit.Limit;
import dev.ratelimit.Mode;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.internal.limiter.WaitBudget;
import dev.ratelimit.internal.limiter.WaitingRooms;
import dev.ratelimit.internal.remote.Batches;
import dev.ratelimit.internal.remote.RemoteLimits;
import dev.ratelimit.internal.remote.Trip;
import org.jspecify.annotations.Nullable;

/**
 * The limits of one limiter, in order, and the script that decides under them.
 */
final class RedisLimits implements RemoteLimits {

	/** In place of a charge that permits are given back to: they are spent. */
	private static final String DEBT = "+";

	private final List<RedisLimit> limits;

	private final RedisKeys keys;

	private final ScriptRunner runner;

	private volatile Variant variant;

	private final TogetherTrips together;

	private final long timeoutNanos;

	/** Calls on their way, by the keys that one script may name. */
	private final Map<Integer, Batches<Spending, byte[]>> batches;

	private final @Nullable String plan;

	RedisLimits(List<RedisLimit> limits, RedisKeys keys, ScriptRunner runner, Duration timeout) {
		this.limits = limits;
		this.keys = keys;
		this.runner = runner;
		List<String> algorithms = limits.stream().map(RedisLimit::algorithm).toList();
		this.together = new TogetherTrips(runner, Script.together(algorithms), limits.size());
		this.timeoutNanos = timeout.toNanos();
		this.batches = new ConcurrentHashMap<>();
		this.plan = null;
		this.variant = Variant.of(limits);
	}

	private RedisLimits(RedisLimits other, String plan) {
		this.limits = other.limits;
		this.keys = other.keys;
		this.runner = other.runner;
		this.together = other.together;
		this.timeoutNanos = other.timeoutNanos;
		this.batches = other.batches;
		this.plan = plan;
		this.variant = other.variant;
	}

	/** Limits that begin to block keys do so for good. */
	private Variant variant() {
		Variant known = this.variant;
		if (!known.isOf(this.limits)) {
			known = Variant.of(this.limits);
			this.variant = known;
		}
		return known;
	}

	Script script() {
		return variant().script();
	}

	@Override
	public List<LimitTerms> terms() {
		return this.limits.stream().map(RedisLimit::terms).toList();
	}

	@Override
	public List<Limit> limits() {
		return this.limits.stream().map((limit) -> limit.terms().onPlan(this.plan)).toList();
	}

	@Override
	public Object version() {
		return this.limits.get(0).version();
	}

	@Override
	public RemoteLimits onPlan(String plan) {
		return new RedisLimits(this, plan);
	}

	@Override
	public Key key(String key, long permits) {
		LimitArguments[] arguments = new LimitArguments[this.limits.size()];
		for (int i = 0; i < arguments.length; i++) {
			arguments[i] = this.limits.get(i).arguments(key, this.plan);
			if (permits < 0 || vetoes(arguments[i])) {
				arguments[i].checkPermits(permits);
			}
		}
		return new RedisKey(key, arguments, variant());
	}

	private Batches<Spending, byte[]> batches(byte[] name) {
		return this.batches.computeIfAbsent(this.runner.group(name),
				(group) -> new Batches<>(this.together, this.timeoutNanos));
	}

	/** Among several an observing limit leaves a cost beyond its quota to the others. */
	private boolean vetoes(LimitArguments arguments) {
		return this.limits.size() == 1 || arguments.limit.mode() == Mode.ENFORCE;
	}

	@Override
	public long quota(String key) {
		return this.limits.stream()
			.map((limit) -> limit.arguments(key, this.plan))
			.filter(this::vetoes)
			.mapToLong((arguments) -> arguments.limit.quota())
			.min()
			.orElse(Long.MAX_VALUE);
	}

	/** Where callers wait under these limits. */
	WaitingRooms waitingRooms() {
		return new WaitingRooms(this.limits.stream().map(RedisLimit::waitingRoom).toList());
	}

	/**
	 * One key on the terms in force for it.
	 */
	private final class RedisKey implements Key {

		private final String key;

		private final byte[][] names;

		private final LimitArguments[] terms;

		private final Variant variant;

		RedisKey(String key, LimitArguments[] terms, Variant variant) {
			this.key = key;
			this.terms = terms;
			this.variant = variant;
			int limits = terms.length;
			this.names = new byte[variant.blocks() ? 2 * limits : limits][];
			for (int i = 0; i < limits; i++) {
				this.names[i] = RedisLimits.this.keys.name(key, terms[i].state);
				if (variant.blocks()) {
					this.names[limits + i] = RedisLimits.this.keys.name(key, terms[i].block);
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
			// The first refusal of a run would decide about the calls behind it, and a
			// call that is sent back with its window of the calendar would take them
			// along
			return (this.variant.blocks() || LimitArguments.calendar(this.terms)) ? alone
					: new Spending(this.key, this.names, this.terms, permits, alone, batches(this.names[0]));
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
			return new ScriptTrip<>(RedisLimits.this.runner, this.variant.script(), this.names, this.terms,
					() -> arguments, this.variant.probing(), (answer) -> {
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
				charged[i] = (part != null) ? charged(i, part) : this.terms[i];
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

		/** On the plan that was charged: a permit is worth something else on another. */
		private LimitArguments charged(int index, LimitDecision part) {
			RedisLimit limit = RedisLimits.this.limits.get(index);
			String plan = limit.terms().planOf(part.policy(), RedisLimits.this.plan);
			return Objects.equals(plan, RedisLimits.this.plan) ? this.terms[index] : limit.arguments(this.key, plan);
		}

		private ScriptTrip<LimitDecision> trip(LimitArguments[] asked, Supplier<byte[][]> arguments, long permits) {
			return new ScriptTrip<>(RedisLimits.this.runner, this.variant.script(), this.names, asked, arguments,
					this.variant.probing(), (answer) -> new Reply(answer).decision(this.terms, permits));
		}

		@Override
		public Trip<?, ?> reset() {
			return new RemovalTrip(RedisLimits.this.runner, this.names, spend(1, WaitBudget.NONE));
		}

		private static byte[] text(String value) {
			return value.getBytes(StandardCharsets.US_ASCII);
		}

	}

}
