package dev.ratelimit.internal.servlet;

import java.io.IOException;
import java.util.List;
import java.util.Map;

import dev.ratelimit.internal.cors.MvcHandlers;
import dev.ratelimit.internal.cors.UntouchedRequest;
import dev.ratelimit.internal.http.Destinations;
import dev.ratelimit.internal.http.DrawnRoutes;
import dev.ratelimit.internal.http.GatewayRoute;
import dev.ratelimit.internal.http.WebCall;
import jakarta.servlet.Filter;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.core.io.Resource;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.handler.AbstractUrlHandlerMapping;
import org.springframework.web.servlet.resource.ResourceHttpRequestHandler;
import org.springframework.web.servlet.resource.ResourceResolver;
import org.springframework.web.servlet.resource.ResourceResolverChain;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.pattern.PathPattern;

/**
 * Asks MVC's mappings who will handle a request. A request for a static resource is one
 * that they give to a resource handler that has it, not one whose path merely looks so;
 * the route of Spring Cloud Gateway is the last that it tries. Safe for use by many
 * threads.
 */
public final class MvcDestinations implements Destinations {

	private static final Log logger = LogFactory.getLog(MvcDestinations.class);

	/** The gateway's name for the routes that it has drawn by weight. */
	private static final String DRAWN = "GatewayServerMvc.routeWeight";

	private final MvcHandlers handlers;

	private final SingletonSupplier<Filter> weights;

	/**
	 * The destinations in an application.
	 * @param context where MVC's mappings are found, when the first request is asked for
	 */
	public MvcDestinations(ApplicationContext context) {
		this.handlers = new MvcHandlers(context);
		this.weights = SingletonSupplier.ofNullable(() -> context.getBeanProvider(Filter.class)
			.stream()
			.filter(DrawnRoutes::isDrawnBy)
			.findFirst()
			.orElse(null));
	}

	private static boolean isForMvc(HttpServletRequest request) {
		return "dispatcherServlet".equals(request.getHttpServletMapping().getServletName());
	}

	@Override
	public boolean isStatic(WebCall call) {
		HttpServletRequest request = ((ServletCall) call).request;
		if (!STATIC_METHODS.contains(request.getMethod()) || !isForMvc(request)) {
			return false;
		}
		UntouchedRequest asked = new UntouchedRequest(request);
		try {
			HandlerExecutionChain chain = this.handlers.of(asked);
			return chain != null && chain.getHandler() instanceof ResourceHttpRequestHandler handler
					&& has(handler, asked);
		}
		catch (Exception ex) {
			logger.debug("No handler, so no static resource", ex);
			return false;
		}
	}

	private boolean has(ResourceHttpRequestHandler handler, HttpServletRequest asked) {
		var path = ServletRequestPathUtils.getParsedRequestPath(asked).pathWithinApplication();
		return this.handlers.mappings(AbstractUrlHandlerMapping.class)
			.flatMap((mapping) -> mapping.getPathPatternHandlerMap().entrySet().stream())
			.filter((entry) -> entry.getValue() == handler)
			.map(Map.Entry::getKey)
			.filter((pattern) -> pattern.matches(path))
			.min(PathPattern.SPECIFICITY_COMPARATOR)
			.map((pattern) -> pattern.extractPathWithinPattern(path).value())
			.map((within) -> new Resolvers(handler.getResourceResolvers(), 0).resolveResource(asked, within,
					handler.getLocations()))
			.isPresent();
	}

	@Override
	public GatewayRoute route(WebCall call) {
		HttpServletRequest request = ((ServletCall) call).request;
		TriedRequest tried = new TriedRequest(request);
		try {
			draw(request);
			HandlerExecutionChain chain = isForMvc(request) ? this.handlers.of(tried) : null;
			boolean routed = chain != null && chain.getHandler() instanceof HandlerFunction;
			return new GatewayRoute(routed ? tried.route() : null, !tried.isBodyAsked());
		}
		catch (Exception ex) {
			logger.debug("No handler is found, so no route", ex);
			return GatewayRoute.failed(ex, !tried.isBodyAsked());
		}
	}

	/** Has the gateway draw routes now; its filter would draw them after the rules. */
	@SuppressWarnings("NullAway") // The chain ignores the response
	private void draw(HttpServletRequest request) throws IOException, ServletException {
		Filter weights = this.weights.get();
		if (weights != null && request.getAttribute(DRAWN) == null) {
			request.setAttribute(DRAWN, new DrawnRoutes());
			weights.doFilter(request, null, (drawn, none) -> {
			});
		}
	}

	/**
	 * A handler's resolvers, from one of them on.
	 *
	 * @param all all of them
	 * @param next the first that is asked
	 */
	private record Resolvers(List<ResourceResolver> all, int next) implements ResourceResolverChain {

		@Override
		public @Nullable Resource resolveResource(@Nullable HttpServletRequest request, String path,
				List<? extends Resource> locations) {
			return (this.next < this.all.size())
					? this.all.get(this.next).resolveResource(request, path, locations, rest()) : null;
		}

		@Override
		public @Nullable String resolveUrlPath(String path, List<? extends Resource> locations) {
			return (this.next < this.all.size()) ? this.all.get(this.next).resolveUrlPath(path, locations, rest())
					: null;
		}

		private Resolvers rest() {
			return new Resolvers(this.all, this.next + 1);
		}

	}

}
