package dev.ratelimit.internal.actuate;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.changes.LimitChange;
import dev.ratelimit.internal.changes.LimitsInForce;
import dev.ratelimit.internal.key.KeyMask;
import dev.ratelimit.internal.limiter.StoreRegistry;

/**
 * What the endpoint says of limits and keys. Times are seconds, as decimal numbers,
 * rounded up to milliseconds.
 */
final class LimitAnswers {

	/** Most keys that one answer lists. */
	static final int MOST_KEYS = 100;

	private final RateLimiterRegistry registry;

	private final RequestCounts counts;

	private final LimitInsight insight;

	private final LimitsInForce changes;

	private final KeyMask mask;

	LimitAnswers(RateLimiterRegistry registry, RequestCounts counts, LimitInsight insight, LimitsInForce changes,
			KeyMask mask) {
		this.registry = registry;
		this.counts = counts;
		this.insight = insight;
		this.changes = changes;
		this.mask = mask;
	}

	Map<String, Object> limit(Limit limit) {
		Map<String, Object> answer = terms(limit);
		answer.put("maxWait", seconds(limit.maxWait()));
		answer.put("maxWaiting", limit.maxWaiting());
		answer.put("mode", limit.mode().name().toLowerCase(Locale.ROOT));
		LimitChange change = this.changes.changed(limit.name());
		answer.put("changed", change != null);
		Limit configured = this.changes.configured(limit.name());
		if (change != null && configured != null) {
			answer.put("changedSince", change.since().toString());
			Map<String, Object> from = terms(configured);
			from.put("mode", configured.mode().name().toLowerCase(Locale.ROOT));
			answer.put("changedFrom", from);
		}
		if (this.registry instanceof StoreRegistry store) {
			answer.put("keys", store.keys(limit.name()));
			answer.put("waiting", store.waiting(limit.name()));
			answer.put("counts", this.counts.of(limit.name()));
		}
		return answer;
	}

	/**
	 * With the plans, the keys that have a limit of their own, those most refused, and
	 * advice.
	 */
	Map<String, Object> details(Limit limit) {
		Map<String, Object> answer = limit(limit);
		Map<String, Limit> overrides = new TreeMap<>(this.registry.overrides(limit.name()));
		Map<String, Object> listed = new LinkedHashMap<>();
		overrides.entrySet()
			.stream()
			.limit(MOST_KEYS)
			.forEach((override) -> listed.put(this.mask.mask(override.getKey()), terms(override.getValue())));
		answer.put("overrides", listed);
		Map<String, Object> plans = new LinkedHashMap<>();
		this.registry.plans(limit.name()).forEach((plan, terms) -> plans.put(plan, terms(terms)));
		if (!plans.isEmpty()) {
			answer.put("plans", plans);
		}
		if (overrides.size() > MOST_KEYS) {
			answer.put("overridesNotListed", overrides.size() - MOST_KEYS);
		}
		if (this.registry instanceof StoreRegistry) {
			answer.put("top", this.insight.top(limit.name(), this.mask));
			Map<String, Object> advice = this.insight.advice(limit.name());
			if (advice != null) {
				answer.put("advice", advice);
			}
		}
		return answer;
	}

	private static Map<String, Object> terms(Limit limit) {
		Map<String, Object> answer = new LinkedHashMap<>();
		answer.put("algorithm", limit.algorithm().id());
		if (limit.maxHold() != null) {
			answer.put("concurrent", limit.quota());
			answer.put("maxHold", seconds(limit.maxHold()));
			return answer;
		}
		answer.put("rate", limit.rate().toString());
		if (limit.rate().calendar() != null) {
			answer.put("zone", limit.zone().toString());
			if (limit.starts() != null) {
				answer.put("starts", limit.starts().toString());
			}
		}
		if (limit.algorithm() == Algorithm.TOKEN_BUCKET) {
			answer.put("capacity", limit.quota());
			answer.put("initial", limit.initialPermits());
			answer.put("refill", limit.refill().name().toLowerCase(Locale.ROOT));
		}
		if (!limit.block().isEmpty()) {
			answer.put("block", limit.block().stream().map(LimitAnswers::seconds).toList());
		}
		return answer;
	}

	Map<String, Object> state(String key, Decision state) {
		Map<String, Object> answer = new LinkedHashMap<>();
		answer.put("limit", state.limit());
		answer.put("key", this.mask.mask(key));
		answer.put("rate", LimitDecision.of(state).policy().rate().toString());
		answer.put("quota", state.quota());
		answer.put("allowed", state.allowed());
		answer.put("observed", state.observed());
		answer.put("blocked", LimitDecision.of(state).blocked());
		answer.put("remaining", state.remaining());
		answer.put("retryAfter", seconds(state.retryAfter()));
		answer.put("resetAfter", seconds(state.resetAfter()));
		answer.put("degraded", state.degraded());
		return answer;
	}

	static BigDecimal seconds(Duration duration) {
		long millis = duration.plusNanos(999_999).toMillis();
		BigDecimal seconds = BigDecimal.valueOf(millis, 3).stripTrailingZeros();
		return (seconds.scale() < 0) ? seconds.setScale(0) : seconds;
	}

}
