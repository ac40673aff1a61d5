package dev.ratelimit.internal.http;

import java.util.concurrent.ConcurrentHashMap;

import org.jspecify.annotations.Nullable;

/**
 * The routes that a gateway has drawn for a call, one of each group of weighted routes. A
 * rule asks for them before the gateway draws them itself; what was drawn first stays, so
 * that the route that the rule knows is the one that takes the call.
 */
public final class DrawnRoutes extends ConcurrentHashMap<String, String> {

	private static final long serialVersionUID = 1L;

	/**
	 * Whether a filter draws routes.
	 * @param filter a filter of either web stack
	 * @return true if so; no type of the gateway is needed
	 */
	public static boolean isDrawnBy(Object filter) {
		return filter.getClass().getSimpleName().startsWith("WeightCalculator");
	}

	@Override
	public @Nullable String put(String group, String route) {
		return putIfAbsent(group, route);
	}

}
