package dev.ratelimit.internal.reactive;

import java.util.List;
import java.util.Set;

import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.context.ApplicationContext;
import org.springframework.core.io.Resource;
import org.springframework.http.server.PathContainer;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.resource.ResourceResolver;
import org.springframework.web.reactive.resource.ResourceResolverChain;
import org.springframework.web.reactive.resource.ResourceWebHandler;
import org.springframework.web.server.ServerWebExchange;

/**
 * Tells requests for static resources: those which WebFlux gives to a resource handler
 * that has such a resource. A path that merely looks so, or that a controller takes, is
 * none.
 */
public final class StaticResources {

	private static final Log logger = LogFactory.getLog(StaticResources.class);

	private static final Set<String> METHODS = Set.of("GET", "HEAD");

	private final Handlers handlers;

	/**
	 * The static resources of an application.
	 * @param context where the mappings are found, when the first request is asked for
	 */
	public StaticResources(ApplicationContext context) {
		this.handlers = new Handlers(context);
	}

	Mono<Boolean> test(ServerWebExchange exchange) {
		if (!METHODS.contains(exchange.getRequest().getMethod().name())) {
			return Mono.just(false);
		}
		AskedExchange asked = new AskedExchange(exchange);
		return this.handlers.of(asked)
			.flatMap((handler) -> (handler instanceof ResourceWebHandler resources) ? find(resources, asked)
					: Mono.empty())
			.hasElement()
			.onErrorResume((failure) -> {
				logger.debug("No handler, so no static resource", failure);
				return Mono.just(false);
			});
	}

	private static Mono<Resource> find(ResourceWebHandler handler, AskedExchange asked) {
		PathContainer path = asked.getRequiredAttribute(HandlerMapping.PATH_WITHIN_HANDLER_MAPPING_ATTRIBUTE);
		return new Resolvers(handler.getResourceResolvers(), 0).resolveResource(asked, path.value(),
				handler.getLocations());
	}

	/**
	 * A handler's resolvers, from one of them on.
	 *
	 * @param all all of them
	 * @param next the first that is asked
	 */
	private record Resolvers(List<ResourceResolver> all, int next) implements ResourceResolverChain {

		@Override
		public Mono<Resource> resolveResource(@Nullable ServerWebExchange exchange, String path,
				List<? extends Resource> locations) {
			return (this.next < this.all.size())
					? this.all.get(this.next).resolveResource(exchange, path, locations, rest()) : Mono.empty();
		}

		@Override
		public Mono<String> resolveUrlPath(String path, List<? extends Resource> locations) {
			return (this.next < this.all.size()) ? this.all.get(this.next).resolveUrlPath(path, locations, rest())
					: Mono.empty();
		}

		private Resolvers rest() {
			return new Resolvers(this.all, this.next + 1);
		}

	}

}
