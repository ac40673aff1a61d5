package dev.ratelimit.internal.http;

import org.jspecify.annotations.Nullable;

import org.springframework.web.ErrorResponse;

/**
 * The route of a gateway that a call will take.
 *
 * @param id its id; null if no route takes the call
 * @param known whether that can be told before the call is routed: not if a route depends
 * on the body, which is left to the handler, or if a mapping has failed
 */
public record GatewayRoute(@Nullable String id, boolean known) {

	/**
	 * The route of a call for which a mapping has failed. An answer, such as that no
	 * handler takes the method, means that no route takes the call.
	 * @param failure the failure
	 * @param known whether everything else is known
	 * @return no route, or none that is known
	 */
	public static GatewayRoute failed(Throwable failure, boolean known) {
		return new GatewayRoute(null, known && failure instanceof ErrorResponse);
	}

	@Nullable String get() {
		if (!this.known) {
			throw new IllegalStateException(
					"The gateway's route cannot be told before the limit has decided: it depends on the body, or a mapping has failed");
		}
		return this.id;
	}

}
