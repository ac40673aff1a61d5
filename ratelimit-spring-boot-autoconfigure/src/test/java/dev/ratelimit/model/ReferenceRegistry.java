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

	private final Map<String, Limit> terms = new HashMap<>();

	private final Map<String, BlockModel> blocks = new HashMap<>();

	private final TimeSource time;

	private final Map<String, Limit> limits = new LinkedHashMap<>();

	private final Map<String, Map<String, Limit>> plans = new HashMap<>();

	private final Map<List<String>, StoreLimiter> limiters = new HashMap<>();

	private long latest;

	public ReferenceRegistry(TimeSource time, List<Limit> limits) {
		this.time = time;
		limits.forEach((limit) -> this.limits.put(limit.name(), limit));
	}

	/** Gives a limit a plan. */
	public ReferenceRegistry plan(String name, Limit terms) {
		this.plans.computeIfAbsent(terms.name(), (limit) -> new LinkedHashMap<>()).put(name, terms);
		return this;
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

	@Override
	public Map<String, Limit> plans(String name) {
		limit(name);
		return this.plans.getOrDefault(name, Map.of());
	}

	/** Puts a limit in place of the one of its name; every key goes on from its state. */
	public void change(Limit next) {
		String keysOfIt = next.name() + ":";
		Limit before = this.limits.put(next.name(), next);
		if (!next.equals(before)) {
			this.keys.replaceAll((id, model) -> id.startsWith(keysOfIt) ? model.carriedTo(next, now()) : model);
			this.terms.replaceAll((id, limit) -> id.startsWith(keysOfIt) ? next : limit);
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

	Limit onPlan(String name, String plan) {
		return plans(name).getOrDefault(plan, limit(name));
	}

	/** Whether calls may be decided by a limit: not by one from before a change. */
	boolean inForce(Limit limit) {
		return limit.equals(limit(limit.name())) || plans(limit.name()).containsValue(limit);
	}

	/** The key on a limit's terms, to which it is carried from those it was on. */
	ReferenceModel model(Limit limit, String key) {
		String id = limit.name() + ":" + key;
		Limit before = this.terms.put(id, limit);
		return this.keys.compute(id, (same, model) -> (model == null) ? ReferenceModel.of(limit)
				: (before == null || before.equals(limit)) ? model : model.carriedTo(limit, now()));
	}

	/** The same, to look at: the key stays on the terms it is on. */
	ReferenceModel look(Limit limit, String key) {
		String id = limit.name() + ":" + key;
		ReferenceModel model = this.keys.get(id);
		return (model == null) ? ReferenceModel.of(limit)
				: limit.equals(this.terms.getOrDefault(id, limit)) ? model : model.carriedTo(limit, now());
	}

	BlockModel block(Limit limit, String key) {
		return this.blocks.computeIfAbsent(limit.name() + ":" + key, (id) -> new BlockModel());
	}

	void forget(Limit limit, String key) {
		this.blocks.remove(limit.name() + ":" + key);
		this.keys.remove(limit.name() + ":" + key);
		this.terms.remove(limit.name() + ":" + key);
	}

}
