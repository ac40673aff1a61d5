package dev.ratelimit.internal.http;

import java.util.Set;

/**
 * Tells who in the application will handle a call, before it is handled. Implementations
 * must be safe for use by many threads.
 */
public interface Destinations {

	/** Where there are neither static resources nor a gateway. */
	Destinations NONE = new Destinations() {
		@Override
		public boolean isStatic(WebCall call) {
			return false;
		}

		@Override
		public GatewayRoute route(WebCall call) {
			return new GatewayRoute(null, true);
		}
	};

	/** The HTTP methods for which static resources are served. */
	Set<String> STATIC_METHODS = Set.of("GET", "HEAD");

	/**
	 * Whether a call is for a static resource that is there.
	 * @param call the call
	 * @return true if so
	 */
	boolean isStatic(WebCall call);

	/**
	 * The gateway's route that a call will take.
	 * @param call the call
	 * @return the route, or that none takes it
	 */
	GatewayRoute route(WebCall call);

}
