package dev.ratelimit.internal.actuate;

import java.util.LinkedHashMap;
import java.util.Map;

import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.changes.LimitsInForce;
import dev.ratelimit.internal.key.KeyMask;
import dev.ratelimit.internal.limiter.StoreLimiter;
import dev.ratelimit.internal.limiter.StoreRegistry;
import dev.ratelimit.internal.text.NearestName;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

/**
 * The Actuator endpoint {@code ratelimits}: all limits; one limit; what a key has left;
 * forgetting what a key has spent; changing a limit. All but the first stands in the
 * extensions, since a path names a limit and a key otherwise than JMX does.
 */
@Endpoint(id = "ratelimits")
public class RateLimitsEndpoint {

	private static final int CONFLICT = 409;

	private final RateLimiterRegistry registry;

	private final LimitsInForce changes;

	private final LimitAnswers answers;

	/**
	 * Makes the endpoint.
	 * @param registry the limiters
	 * @param counts what they decided
	 * @param insight whom they refused, and which rates would not have
	 * @param changes changes them
	 * @param mask how keys are shown
	 */
	public RateLimitsEndpoint(RateLimiterRegistry registry, RequestCounts counts, LimitInsight insight,
			LimitsInForce changes, KeyMask mask) {
		this.registry = registry;
		this.changes = changes;
		this.answers = new LimitAnswers(registry, counts, insight, changes, mask);
	}

	/**
	 * All limits.
	 * @return what is in force, and what it did since the start
	 */
	@ReadOperation
	public Map<String, Object> limits() {
		Map<String, Object> answer = new LinkedHashMap<>();
		if (this.registry instanceof StoreRegistry store) {
			answer.put("degraded", store.degraded());
		}
		String refreshFailure = this.changes.refreshFailure();
		if (refreshFailure != null) {
			answer.put("refreshFailure", refreshFailure);
		}
		Map<String, Object> limits = new LinkedHashMap<>();
		this.registry.limits().forEach((name, limit) -> limits.put(name, this.answers.limit(limit)));
		answer.put("limits", limits);
		return answer;
	}

	/**
	 * One limit with its overrides, the keys most refused and, if it only observes, which
	 * rates would have been enough; or, if a key is given, what it has left.
	 * @param limit the limit's name
	 * @param key the key, or null
	 * @return the answer, or 404
	 */
	WebEndpointResponse<Map<String, Object>> limit(String limit, @Nullable String key) {
		Limit known = this.registry.limits().get(limit);
		if (known == null) {
			return unknown(limit);
		}
		return new WebEndpointResponse<>((key != null) ? this.answers.state(key, this.registry.get(limit).peek(key))
				: this.answers.details(known));
	}

	/**
	 * Forgets what a key has spent or, without a key, takes back what was changed of the
	 * limit at run time.
	 * @param limit the limit's name
	 * @param key the key, or null
	 * @return nothing, or 404
	 */
	WebEndpointResponse<Map<String, Object>> reset(String limit, @Nullable String key) {
		if (!this.registry.limits().containsKey(limit)) {
			return unknown(limit);
		}
		if (key == null) {
			this.changes.takeBack(limit);
			return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT);
		}
		if (!forget(this.registry.get(limit), key)) {
			return problem(WebEndpointResponse.STATUS_SERVICE_UNAVAILABLE,
					"The store does not answer: only what the fallback on this node has counted was forgotten");
		}
		return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NO_CONTENT);
	}

	private static boolean forget(RateLimiter limiter, String key) {
		if (limiter instanceof StoreLimiter own) {
			return own.forget(key);
		}
		limiter.reset(key);
		return true;
	}

	/**
	 * Changes a limit until the configuration that it is made on changes.
	 * @param limit the limit's name
	 * @param rate the rate, or null
	 * @param capacity the capacity, or null
	 * @param concurrent how many permits may be held at once, or null
	 * @param mode the mode, or null
	 * @return the limit as it is in force now; 400 if a value is not legal, 404, or 409
	 * if limits cannot be changed
	 */
	WebEndpointResponse<Map<String, Object>> change(String limit, @Nullable String rate, @Nullable String capacity,
			@Nullable String concurrent, @Nullable String mode) {
		if (!this.registry.limits().containsKey(limit)) {
			return unknown(limit);
		}
		if (!(this.registry instanceof StoreRegistry)) {
			return problem(CONFLICT,
					"Limits of %s cannot be changed at run time".formatted(this.registry.getClass().getSimpleName()));
		}
		try {
			this.changes.change(limit, rate, capacity, concurrent, mode);
		}
		catch (IllegalArgumentException ex) {
			return problem(WebEndpointResponse.STATUS_BAD_REQUEST, String.valueOf(ex.getMessage()));
		}
		return limit(limit, null);
	}

	private WebEndpointResponse<Map<String, Object>> unknown(String limit) {
		String problem = "Unknown limit '%s'%s. The limits are: %s".formatted(limit,
				NearestName.hint(limit, this.registry.limits().keySet()),
				String.join(", ", this.registry.limits().keySet()));
		return problem(WebEndpointResponse.STATUS_NOT_FOUND, problem);
	}

	static WebEndpointResponse<Map<String, Object>> problem(int status, String problem) {
		return new WebEndpointResponse<>(Map.of("problem", problem), status);
	}

}
