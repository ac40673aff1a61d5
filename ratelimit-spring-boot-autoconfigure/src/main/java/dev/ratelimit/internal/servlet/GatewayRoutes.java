package dev.ratelimit.internal.servlet;

import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.function.Consumer;

import dev.ratelimit.internal.cors.UntouchedRequest;
import dev.ratelimit.internal.http.GatewayRoute;
import dev.ratelimit.internal.http.WebCall;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.util.ServletRequestPathUtils;

/**
 * Tells which route of Spring Cloud Gateway will take a request: MVC's mappings are asked
 * who handles it, and the gateway notes each route that it tries in an attribute. Safe
 * for use by many threads.
 */
public final class GatewayRoutes implements Consumer<WebCall> {

	/** The gateway's name for the id of a route; it need not be there. */
	static final String ROUTE = "GatewayServerMvc.gatewayRouteId";

	private static final Log logger = LogFactory.getLog(GatewayRoutes.class);

	private final SingletonSupplier<List<HandlerMapping>> mappings;

	/**
	 * The routes of an application.
	 * @param context where MVC's mappings are found, when the first request is asked for
	 */
	public GatewayRoutes(ApplicationContext context) {
		this.mappings = SingletonSupplier
			.of(() -> context.getBeanProvider(HandlerMapping.class).orderedStream().toList());
	}

	@Override
	public void accept(WebCall call) {
		call.routed(find(new Tried(((ServletCall) call).request)));
	}

	private GatewayRoute find(Tried tried) {
		try {
			@Nullable String route = route(tried);
			return new GatewayRoute(route, !tried.bodyAsked);
		}
		catch (Exception ex) {
			logger.debug("No handler is found, so no route", ex);
			return GatewayRoute.failed(ex, !tried.bodyAsked);
		}
	}

	private @Nullable String route(Tried tried) throws Exception {
		if (!"dispatcherServlet".equals(tried.getHttpServletMapping().getServletName())) {
			return null;
		}
		ServletRequestPathUtils.parseAndCache(tried);
		for (HandlerMapping mapping : this.mappings.obtain()) {
			HandlerExecutionChain chain = mapping.getHandler(tried);
			if (chain != null) {
				return (chain.getHandler() instanceof HandlerFunction) ? tried.last : null;
			}
		}
		return null;
	}

	/**
	 * A request that notes the last route that was tried. Its body cannot be read: it is
	 * the handler's.
	 */
	private static final class Tried extends HttpServletRequestWrapper {

		private @Nullable String last;

		private boolean trying;

		private boolean bodyAsked;

		Tried(HttpServletRequest request) {
			super(new UntouchedRequest(request));
		}

		@Override
		public void setAttribute(String name, @Nullable Object value) {
			if (name.equals(ROUTE) && value instanceof String route) {
				this.last = route;
				this.trying = true;
			}
			// A route of the application's own, behind the gateway's
			else if (name.equals(RouterFunctions.MATCHING_PATTERN_ATTRIBUTE) && !this.trying) {
				this.last = null;
			}
			super.setAttribute(name, value);
		}

		@Override
		public void removeAttribute(String name) {
			if (name.equals(ROUTE)) {
				this.trying = false;
			}
			super.removeAttribute(name);
		}

		@Override
		public ServletInputStream getInputStream() throws IOException {
			this.bodyAsked = true;
			throw new IOException("The body is not read before the limit has decided");
		}

		@Override
		public BufferedReader getReader() throws IOException {
			this.bodyAsked = true;
			throw new IOException("The body is not read before the limit has decided");
		}

	}

}
