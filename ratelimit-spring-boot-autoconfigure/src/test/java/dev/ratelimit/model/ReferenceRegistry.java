package dev.ratelimit.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletionStage;

import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.limiter.StoreLimiter;
import dev.ratelimit.internal.text.NearestName;

/**
 * The models behind the public interface, so that contract tests and time tables can
 * themselves be tested. One lock around everything.
 */
public final class ReferenceRegistry implements RateLimiterRegistry {

	private final Map<String, ReferenceModel> keys = new HashMap<>();

	private final TimeSource time;

	private final Map<String, Limit> limits = new LinkedHashMap<>();

	private final Map<List<String>, StoreLimiter> limiters = new HashMap<>();

	private long latest;

	public ReferenceRegistry(TimeSource time, List<Limit> limits) {
		this.time = time;
		limits.forEach((limit) -> this.limits.put(limit.name(), limit));
	}

	@Override
	public StoreLimiter get(String name) {
		return all(name);
	}

	@Override
	public StoreLimiter all(String... names) {
		List<Limit> wanted = new ArrayList<>();
		for (String name : names) {
			wanted.add(limit(name));
		}
		if (wanted.isEmpty() || wanted.stream().distinct().count() < wanted.size()) {
			throw new IllegalArgumentException("Invalid limits %s: at least one, each once".formatted(wanted));
		}
		return this.limiters.computeIfAbsent(Arrays.asList(names), (list) -> new ReferenceLimiter(this, wanted));
	}

	private Limit limit(String name) {
		Limit limit = this.limits.get(name);
		if (limit == null) {
			throw new IllegalArgumentException("Unknown limit '%s'%s. The limits are: %s".formatted(name,
					NearestName.hint(name, this.limits.keySet()), String.join(", ", this.limits.keySet())));
		}
		return limit;
	}

	@Override
	public Map<String, Limit> limits() {
		return Collections.unmodifiableMap(this.limits);
	}

	@Override
	public Map<String, Limit> overrides(String name) {
		limit(name);
		return Map.of();
	}

	/** Puts a limit in place of the one of its name; every key goes on from its state. */
	public void change(Limit next) {
		String keysOfIt = next.name() + ":";
		Limit before = this.limits.put(next.name(), next);
		if (!next.equals(before)) {
			this.keys.replaceAll((id, model) -> id.startsWith(keysOfIt) ? model.carriedTo(next, now()) : model);
			this.limiters.clear();
		}
	}

	/** Now, a clock that steps back being held still. */
	long now() {
		this.latest = Math.max(this.latest, this.time.nanos());
		return this.latest;
	}

	void sleep(long nanos) throws InterruptedException {
		this.time.sleep(nanos);
	}

	CompletionStage<Void> delay(long nanos) {
		return this.time.delay(nanos);
	}

	ReferenceModel model(Limit limit, String key) {
		return this.keys.computeIfAbsent(limit.name() + ":" + key, (id) -> ReferenceModel.of(limit));
	}

	void forget(Limit limit, String key) {
		this.keys.remove(limit.name() + ":" + key);
	}

}
