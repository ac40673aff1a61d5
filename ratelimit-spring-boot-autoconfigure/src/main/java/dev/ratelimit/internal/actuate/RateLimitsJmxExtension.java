package dev.ratelimit.internal.actuate;

import java.util.Map;

import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.jmx.annotation.EndpointJmxExtension;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.lang.Nullable;

/**
 * What the endpoint does for one limit over JMX, where a key is a parameter, and exact.
 */
@EndpointJmxExtension(endpoint = RateLimitsEndpoint.class)
// Spring Boot 3 knows a parameter as optional by no other annotation
@SuppressWarnings("deprecation")
public class RateLimitsJmxExtension {

	private final RateLimitsEndpoint endpoint;

	/**
	 * Extends the endpoint.
	 * @param endpoint the endpoint
	 */
	public RateLimitsJmxExtension(RateLimitsEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * One limit or, if a key is given, what it has left.
	 * @param limit the limit's name
	 * @param key the key, or null
	 * @return the answer, or 404
	 */
	@ReadOperation
	public WebEndpointResponse<Map<String, Object>> limit(String limit, @Nullable String key) {
		return this.endpoint.limit(limit, key);
	}

	/**
	 * Forgets what a key has spent or, without a key, takes back what was changed of the
	 * limit at run time.
	 * @param limit the limit's name
	 * @param key the key, or null
	 * @return nothing, or 404
	 */
	@DeleteOperation
	public WebEndpointResponse<Map<String, Object>> resetKey(String limit, @Nullable String key) {
		return this.endpoint.reset(limit, key);
	}

	/**
	 * Changes a limit.
	 * @param limit the limit's name
	 * @param rate the rate, or null
	 * @param capacity the capacity, or null
	 * @param concurrent how many permits may be held at once, or null
	 * @param mode the mode, or null
	 * @return the limit as it is in force now, or what is wrong
	 */
	@WriteOperation
	public WebEndpointResponse<Map<String, Object>> change(String limit, @Nullable String rate,
			@Nullable String capacity, @Nullable String concurrent, @Nullable String mode) {
		return this.endpoint.change(limit, rate, capacity, concurrent, mode);
	}

}
