package dev.ratelimit.internal.http;

import org.jspecify.annotations.Nullable;

/**
 * The route of a gateway that a call will take.
 *
 * @param id its id; null if no route takes the call
 * @param known whether that can be told before the call is routed: not if a route depends
 * on the body, which is left to the handler
 */
public record GatewayRoute(@Nullable String id, boolean known) {

	/** No route. */
	public static final GatewayRoute NONE = new GatewayRoute(null, true);

	@Nullable String get() {
		if (!this.known) {
			throw new IllegalStateException(
					"A route of the gateway depends on the body, which is not read before the limit has decided");
		}
		return this.id;
	}

}
