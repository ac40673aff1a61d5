package dev.ratelimit.internal.redis;

import java.util.HashMap;
import java.util.Map;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.ratelimit.Limit;
import dev.ratelimit.LimitResolver;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.limiter.InFlight;
import dev.ratelimit.internal.limiter.KeyLimits;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.internal.limiter.LimiterListener;
import dev.ratelimit.internal.limiter.TermsInForce;
import dev.ratelimit.internal.limiter.WaitingRoom;
import org.jspecify.annotations.Nullable;

/**
 * One limit: the terms that each of its keys is on, and the calls that wait for it on
 * this node.
 */
final class RedisLimit {

	private final KeyLimits limits;

	private volatile InForce inForce;

	/**
	 * Whether some terms have blocked keys: then blocks are looked for on all terms, as a
	 * block stays when a key changes its terms.
	 */
	private volatile boolean blocks;

	private final Cache<String, Resolved> resolved;

	private final TimeSource time;

	private final WaitingRoom waitingRoom;

	RedisLimit(String name, TermsInForce inForce, @Nullable LimitResolver resolver, TimeSource time, long maximumSize,
			@Nullable LimiterListener listener) {
		this.limits = new KeyLimits(name, inForce, (resolver != null) ? countable(resolver) : null, listener);
		this.inForce = InForce.of(this.limits.terms());
		this.blocks = this.inForce.blocks();
		this.resolved = Caffeine.newBuilder().maximumSize(maximumSize).executor(Runnable::run).build();
		this.time = time;
		this.waitingRoom = new WaitingRoom(() -> this.limits.terms().configured().maxWaiting(),
				InFlight.counts(this.limits.terms().configured()));
	}

	/** Checks that Redis could count the limits exactly. */
	static void check(LimitTerms terms) {
		InForce.of(terms);
	}

	private InForce inForce() {
		InForce known = this.inForce;
		LimitTerms terms = this.limits.terms();
		if (known.source != terms) {
			known = InForce.of(terms);
			if (known.blocks()) {
				this.blocks = true;
			}
			this.inForce = known;
		}
		return known;
	}

	/** What Redis cannot count is a failure of the resolver. */
	private static LimitResolver countable(LimitResolver resolver) {
		return (configured, key) -> {
			Limit limit = resolver.resolve(configured, key);
			if (limit != null) {
				LimitArguments.of("LimitResolver", limit);
			}
			return limit;
		};
	}

	String name() {
		return limit().name();
	}

	Limit limit() {
		return inForce().configured.limit;
	}

	/** Another object after each change of any limit. */
	Object version() {
		return this.limits.version();
	}

	/** The limit and what some calls have instead, as in force now. */
	LimitTerms terms() {
		return this.limits.terms();
	}

	/** Whether a key may be blocked. */
	boolean blocks() {
		return this.blocks;
	}

	WaitingRoom waitingRoom() {
		return this.waitingRoom;
	}

	/** The terms of calls that only see whether Redis decides under this algorithm. */
	LimitArguments probing() {
		return LimitArguments.probing(limit().algorithm());
	}

	/** The file that decides under this limit, whatever the key. */
	String algorithm() {
		return inForce().configured.algorithm;
	}

	/**
	 * The terms of a key's calls.
	 * @param plan the plan of the calls; null for none
	 */
	LimitArguments arguments(String key, @Nullable String plan) {
		InForce inForce = inForce();
		if (!this.limits.resolves()) {
			return inForce.arguments(key, plan);
		}
		long now = this.time.nanos();
		String call = (plan != null) ? call(key, plan) : key;
		Resolved last = this.resolved.getIfPresent(call);
		if (last != null && last.from == inForce && now < last.recheckAt) {
			return last.terms;
		}
		long recheckAt = now + KeyLimits.RESOLVE_NANOS;
		if (last != null) {
			// Other calls stay on the terms meanwhile, so that one call asks, not all
			this.resolved.put(call, new Resolved(last.terms, recheckAt, inForce));
		}
		Limit limit = this.limits.limitFor(key, plan, (last != null) ? last.terms.limit : null);
		LimitArguments terms = (last != null && last.terms.limit.equals(limit)) ? last.terms
				: LimitArguments.of(name(), limit);
		if (terms.blocks()) {
			this.blocks = true;
		}
		this.resolved.put(call, new Resolved(terms, recheckAt, inForce));
		return terms;
	}

	/** Forgets what the resolver has said about a key, alone and on each plan. */
	void forget(String key) {
		if (this.limits.resolves()) {
			this.resolved.invalidate(key);
			this.limits.terms().plans().keySet().forEach((plan) -> this.resolved.invalidate(call(key, plan)));
		}
	}

	private static String call(String key, String plan) {
		return plan + '\0' + key;
	}

	private record Resolved(LimitArguments terms, long recheckAt, InForce from) {

	}

	/**
	 * The limit and what some calls have instead; another object after each change.
	 */
	private record InForce(LimitTerms source, LimitArguments configured, Map<String, LimitArguments> overrides,
			Map<String, LimitArguments> plans) {

		boolean blocks() {
			return this.configured.blocks() || this.overrides.values().stream().anyMatch(LimitArguments::blocks)
					|| this.plans.values().stream().anyMatch(LimitArguments::blocks);
		}

		static InForce of(LimitTerms source) {
			Limit limit = source.configured();
			String where = "ratelimit.limits." + limit.name();
			LimitArguments configured = LimitArguments.of(where, limit);
			return new InForce(source, configured, all(where + ".overrides[%s]", source.overrides()),
					all(where + ".plans[%s]", source.plans()));
		}

		private static Map<String, LimitArguments> all(String where, Map<String, Limit> limits) {
			Map<String, LimitArguments> terms = new HashMap<>();
			limits.forEach((name, limit) -> terms.put(name, LimitArguments.of(where.formatted(name), limit)));
			return terms;
		}

		LimitArguments arguments(String key, @Nullable String plan) {
			LimitArguments own = this.overrides.get(key);
			return (own != null) ? own
					: (plan != null) ? this.plans.getOrDefault(plan, this.configured) : this.configured;
		}

	}

}
