package dev.ratelimit.internal.actuate;

import java.util.Arrays;
import java.util.Map;

import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.Selector.Match;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.boot.actuate.endpoint.web.annotation.EndpointWebExtension;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;
import org.springframework.lang.Nullable;

/**
 * What the endpoint does for one limit on the web. A path is a limit and a key, which is
 * all the rest and may have slashes, or is the parameter {@code key} where a path cannot
 * carry it.
 * <p>
 * Spring Boot merges the path, the body and the query, where the last wins. Only the rest
 * of a path is an array, so that a limit which something else names is seen and refused:
 * a security rule or an audit by path would take it for another.
 */
@EndpointWebExtension(endpoint = RateLimitsEndpoint.class)
// Spring Boot 3 knows a parameter as optional by no other annotation
@SuppressWarnings("deprecation")
public class RateLimitsWebExtension {

	private final RateLimitsEndpoint endpoint;

	/**
	 * Extends the endpoint.
	 * @param endpoint the endpoint
	 */
	public RateLimitsWebExtension(RateLimitsEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	/**
	 * One limit or, if a key is given, what it has left.
	 * @param path the limit's name and the key, cut at its slashes
	 * @param limit nothing
	 * @param key the key, if it is not in the path
	 * @return the answer, 400, or 404
	 */
	@ReadOperation
	public WebEndpointResponse<Map<String, Object>> limit(@Selector(match = Match.ALL_REMAINING) Object path,
			@Nullable Object limit, @Nullable String key) {
		return answer(path, limit, key, this.endpoint::limit);
	}

	/**
	 * Forgets what a key has spent or, without a key, takes back what was changed of the
	 * limit at run time.
	 * @param path the limit's name and the key, cut at its slashes
	 * @param limit nothing
	 * @param key the key, if it is not in the path
	 * @return nothing, 400, or 404
	 */
	@DeleteOperation
	public WebEndpointResponse<Map<String, Object>> reset(@Selector(match = Match.ALL_REMAINING) Object path,
			@Nullable Object limit, @Nullable String key) {
		return answer(path, limit, key, this.endpoint::reset);
	}

	/**
	 * Changes a limit.
	 * @param path the limit's name
	 * @param limit nothing
	 * @param key nothing
	 * @param rate the rate, or null
	 * @param capacity the capacity, or null
	 * @param concurrent how many permits may be held at once, or null
	 * @param mode the mode, or null
	 * @return the limit as it is in force now; 400, 404, or 409
	 */
	@WriteOperation
	public WebEndpointResponse<Map<String, Object>> change(@Selector(match = Match.ALL_REMAINING) Object path,
			@Nullable Object limit, @Nullable String key, @Nullable String rate, @Nullable String capacity,
			@Nullable String concurrent, @Nullable String mode) {
		return answer(path, limit, key,
				(named, of) -> (of != null)
						? refused("A change is of a whole limit, not of a key: send it to ratelimits/" + named)
						: this.endpoint.change(named, rate, capacity, concurrent, mode));
	}

	private static WebEndpointResponse<Map<String, Object>> answer(Object path, @Nullable Object limit,
			@Nullable String key, Operation operation) {
		if (limit != null || !(path instanceof String[] names)) {
			return refused(
					"Only the path may name a limit, as in ratelimits/{limit}: leave out the parameter or field '"
							+ ((limit != null) ? "limit'" : "path'"));
		}
		String named = (names.length > 0) ? names[0] : "";
		if (names.length < 2) {
			return operation.answer(named, key);
		}
		if (key != null) {
			return refused("The path has a key, and so has the parameter 'key': leave out one of them");
		}
		return operation.answer(named, String.join("/", Arrays.asList(names).subList(1, names.length)));
	}

	private static WebEndpointResponse<Map<String, Object>> refused(String problem) {
		return RateLimitsEndpoint.problem(WebEndpointResponse.STATUS_BAD_REQUEST, problem);
	}

	private interface Operation {

		WebEndpointResponse<Map<String, Object>> answer(String limit, @Nullable String key);

	}

}
