package dev.ratelimit.internal.redis;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import dev.ratelimit.Limit;
import dev.ratelimit.Mode;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.internal.limiter.WaitingRooms;
import dev.ratelimit.internal.remote.Batches;
import dev.ratelimit.internal.remote.Clock;
import dev.ratelimit.internal.remote.RemoteLimits;
import org.jspecify.annotations.Nullable;

/**
 * The limits of one limiter, in order, and the script that decides under them.
 */
final class RedisLimits implements RemoteLimits {

	private final List<RedisLimit> limits;

	private final RedisKeys keys;

	final ScriptRunner runner;

	private volatile Variant variant;

	private final TogetherTrips together;

	private final long timeoutNanos;

	private final Clock clock;

	/** Calls on their way, by the keys that one script may name. */
	private final Map<Integer, Batches<Spending, byte[]>> batches;

	private final @Nullable String plan;

	RedisLimits(List<RedisLimit> limits, RedisKeys keys, ScriptRunner runner, Duration timeout, Clock clock) {
		this.limits = limits;
		this.keys = keys;
		this.runner = runner;
		this.together = new TogetherTrips(runner, limits.size());
		this.timeoutNanos = timeout.toNanos();
		this.clock = clock;
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
		this.clock = other.clock;
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
		return new RedisKey(this, key, arguments, variant());
	}

	/** Has the resolver be asked about a key anew, by this node. */
	void forget(String key) {
		this.limits.forEach((limit) -> limit.forget(key));
	}

	/** Calls on their way to the node that keeps a name. */
	Batches<Spending, byte[]> batches(byte[] name) {
		return this.batches.computeIfAbsent(this.runner.group(name),
				(group) -> new Batches<>(this.together, this.timeoutNanos, this.clock));
	}

	/** The name of what is kept of a key. */
	byte[] name(String key, String state) {
		return this.keys.name(key, state);
	}

	/**
	 * The terms on which a decision was made. A permit is worth something else on another
	 * plan.
	 * @param index the limit's position
	 * @param key the key
	 * @param part the decision
	 * @param own the terms of the key on this plan
	 */
	LimitArguments charged(int index, String key, LimitDecision part, LimitArguments own) {
		RedisLimit limit = this.limits.get(index);
		String charged = limit.terms().planOf(part.policy(), this.plan);
		return Objects.equals(charged, this.plan) ? own : limit.arguments(key, charged);
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

}
