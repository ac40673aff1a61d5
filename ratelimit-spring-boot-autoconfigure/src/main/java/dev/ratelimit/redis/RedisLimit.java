package dev.ratelimit.redis;

import java.util.HashMap;
import java.util.Map;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.ratelimit.Limit;
import dev.ratelimit.LimitResolver;
import dev.ratelimit.TimeSource;
import dev.ratelimit.store.KeyLimits;
import dev.ratelimit.store.Recorder;
import dev.ratelimit.store.WaitingRoom;
import org.jspecify.annotations.Nullable;

/**
 * One limit: the terms that each of its keys is on, and who waits for it on this node.
 */
final class RedisLimit {

	private final KeyLimits limits;

	private final Terms configured;

	private final Map<String, Terms> overrides = new HashMap<>();

	private final Cache<String, Resolved> resolved;

	private final TimeSource time;

	private final WaitingRoom waitingRoom;

	RedisLimit(Limit limit, Map<String, Limit> overrides, @Nullable LimitResolver resolver, TimeSource time,
			long maximumSize, @Nullable Recorder recorder) {
		String where = "ratelimit.limits." + limit.name();
		this.configured = Terms.of(where, limit);
		overrides.forEach((key, override) -> this.overrides.put(key,
				Terms.of("%s.overrides[%s]".formatted(where, key), override)));
		this.limits = new KeyLimits(limit, overrides, (resolver != null) ? countable(resolver) : null, recorder);
		this.resolved = Caffeine.newBuilder().maximumSize(maximumSize).executor(Runnable::run).build();
		this.time = time;
		this.waitingRoom = new WaitingRoom(limit.maxWaiting());
	}

	/** What Redis cannot count is a failure of the resolver. */
	private static LimitResolver countable(LimitResolver resolver) {
		return (configured, key) -> {
			Limit limit = resolver.resolve(configured, key);
			if (limit != null) {
				Terms.of("LimitResolver", limit);
			}
			return limit;
		};
	}

	String name() {
		return this.configured.limit.name();
	}

	WaitingRoom waitingRoom() {
		return this.waitingRoom;
	}

	/** The file that decides under this limit, whatever the key. */
	String algorithm() {
		return this.configured.algorithm;
	}

	Terms terms(String key) {
		if (!this.limits.change()) {
			return this.overrides.getOrDefault(key, this.configured);
		}
		long now = this.time.nanos();
		Resolved last = this.resolved.getIfPresent(key);
		if (last != null && now < last.recheckAt) {
			return last.terms;
		}
		long recheckAt = now + KeyLimits.RESOLVE_NANOS;
		if (last != null) {
			// Whoever comes meanwhile stays on the terms, so that one call asks, not all
			this.resolved.put(key, new Resolved(last.terms, recheckAt));
		}
		Limit limit = this.limits.limitFor(key, (last != null) ? last.terms.limit : null);
		Terms terms = (last != null && last.terms.limit.equals(limit)) ? last.terms : Terms.of(name(), limit);
		this.resolved.put(key, new Resolved(terms, recheckAt));
		return terms;
	}

	private record Resolved(Terms terms, long recheckAt) {

	}

}
