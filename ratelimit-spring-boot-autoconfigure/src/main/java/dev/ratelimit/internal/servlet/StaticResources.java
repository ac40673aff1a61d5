package dev.ratelimit.internal.servlet;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;

import dev.ratelimit.internal.cors.UntouchedRequest;
import dev.ratelimit.internal.http.WebCall;
import jakarta.servlet.http.HttpServletRequest;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.context.ApplicationContext;
import org.springframework.core.io.Resource;
import org.springframework.http.server.PathContainer;
import org.springframework.util.function.SingletonSupplier;
import org.springframework.web.servlet.HandlerExecutionChain;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.handler.AbstractUrlHandlerMapping;
import org.springframework.web.servlet.resource.ResourceHttpRequestHandler;
import org.springframework.web.servlet.resource.ResourceResolver;
import org.springframework.web.servlet.resource.ResourceResolverChain;
import org.springframework.web.util.ServletRequestPathUtils;
import org.springframework.web.util.pattern.PathPattern;

/**
 * Tells requests for static resources: those which MVC gives to a resource handler that
 * has such a resource. A path that merely looks so, or that a controller takes, is none.
 */
public final class StaticResources implements Predicate<WebCall> {

	private static final Log logger = LogFactory.getLog(StaticResources.class);

	private static final Set<String> METHODS = Set.of("GET", "HEAD");

	private final SingletonSupplier<List<HandlerMapping>> mappings;

	/**
	 * The static resources of an application.
	 * @param context where MVC's mappings are found, when the first request is asked for
	 */
	public StaticResources(ApplicationContext context) {
		this.mappings = SingletonSupplier
			.of(() -> context.getBeanProvider(HandlerMapping.class).orderedStream().toList());
	}

	@Override
	public boolean test(WebCall call) {
		HttpServletRequest request = ((ServletCall) call).request;
		if (!METHODS.contains(request.getMethod())
				|| !"dispatcherServlet".equals(request.getHttpServletMapping().getServletName())) {
			return false;
		}
		UntouchedRequest asked = new UntouchedRequest(request);
		try {
			PathContainer path = ServletRequestPathUtils.parseAndCache(asked).pathWithinApplication();
			for (HandlerMapping mapping : this.mappings.obtain()) {
				HandlerExecutionChain chain = mapping.getHandler(asked);
				if (chain != null) {
					return chain.getHandler() instanceof ResourceHttpRequestHandler handler
							&& mapping instanceof AbstractUrlHandlerMapping urls && has(handler, urls, path, asked);
				}
			}
		}
		catch (Exception ex) {
			logger.debug("No handler, so no static resource", ex);
		}
		return false;
	}

	private static boolean has(ResourceHttpRequestHandler handler, AbstractUrlHandlerMapping urls, PathContainer path,
			HttpServletRequest request) {
		return urls.getPathPatternHandlerMap()
			.entrySet()
			.stream()
			.filter((entry) -> entry.getValue() == handler)
			.map(Map.Entry::getKey)
			.filter((pattern) -> pattern.matches(path))
			.sorted(PathPattern.SPECIFICITY_COMPARATOR)
			.findFirst()
			.map((pattern) -> pattern.extractPathWithinPattern(path).value())
			.map((within) -> new Resolvers(handler.getResourceResolvers(), 0).resolveResource(request, within,
					handler.getLocations()))
			.isPresent();
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
