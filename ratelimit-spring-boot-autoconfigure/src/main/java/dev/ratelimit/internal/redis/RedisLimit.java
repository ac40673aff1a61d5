package dev.ratelimit.internal.redis;

import java.util.HashMap;
import java.util.Map;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.ratelimit.Limit;
import dev.ratelimit.LimitResolver;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.limiter.KeyLimits;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.internal.limiter.LimiterListener;
import dev.ratelimit.internal.limiter.TermsInForce;
import dev.ratelimit.internal.limiter.WaitingRoom;
import org.jspecify.annotations.Nullable;

/**
 * One limit: the terms that each of its keys is on, and who waits for it on this node.
 */
final class RedisLimit {

	private final KeyLimits limits;

	private volatile InForce inForce;

	private final Cache<String, Resolved> resolved;

	private final TimeSource time;

	private final WaitingRoom waitingRoom;

	RedisLimit(String name, TermsInForce inForce, @Nullable LimitResolver resolver, TimeSource time, long maximumSize,
			@Nullable LimiterListener listener) {
		this.limits = new KeyLimits(name, inForce, (resolver != null) ? countable(resolver) : null, listener);
		this.inForce = InForce.of(this.limits.terms());
		this.resolved = Caffeine.newBuilder().maximumSize(maximumSize).executor(Runnable::run).build();
		this.time = time;
		this.waitingRoom = new WaitingRoom(() -> this.limits.terms().configured().maxWaiting());
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

	LimitArguments arguments(String key) {
		InForce inForce = inForce();
		if (!this.limits.resolves()) {
			return inForce.overrides.getOrDefault(key, inForce.configured);
		}
		long now = this.time.nanos();
		Resolved last = this.resolved.getIfPresent(key);
		if (last != null && last.from == inForce && now < last.recheckAt) {
			return last.terms;
		}
		long recheckAt = now + KeyLimits.RESOLVE_NANOS;
		if (last != null) {
			// Whoever comes meanwhile stays on the terms, so that one call asks, not all
			this.resolved.put(key, new Resolved(last.terms, recheckAt, inForce));
		}
		Limit limit = this.limits.limitFor(key, (last != null) ? last.terms.limit : null);
		LimitArguments terms = (last != null && last.terms.limit.equals(limit)) ? last.terms
				: LimitArguments.of(name(), limit);
		this.resolved.put(key, new Resolved(terms, recheckAt, inForce));
		return terms;
	}

	private record Resolved(LimitArguments terms, long recheckAt, InForce from) {

	}

	/**
	 * The limit and what some keys have instead; another object after each change.
	 */
	private record InForce(LimitTerms source, LimitArguments configured, Map<String, LimitArguments> overrides) {

		static InForce of(LimitTerms source) {
			Limit limit = source.configured();
			String where = "ratelimit.limits." + limit.name();
			LimitArguments configured = LimitArguments.of(where, limit);
			Map<String, LimitArguments> terms = new HashMap<>();
			source.overrides()
				.forEach((key, override) -> terms.put(key,
						LimitArguments.of("%s.overrides[%s]".formatted(where, key), override)));
			return new InForce(source, configured, terms);
		}

	}

}
