package dev.ratelimit.requests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

import dev.ratelimit.annotation.RateLimited;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.web.servlet.function.HandlerFunction;
import org.springframework.web.servlet.function.RequestPredicate;
import org.springframework.web.servlet.function.RequestPredicates;
import org.springframework.web.servlet.function.RouterFunction;
import org.springframework.web.servlet.function.RouterFunctions;
import org.springframework.web.servlet.function.ServerRequest;
import org.springframework.web.servlet.function.ServerResponse;

/**
 * Stands in for Spring Cloud Gateway on MVC: ahead of controllers, as functional routes
 * are.
 */
@Import(MvcGateway.Work.class)
class MvcGateway {

	@Bean
	RouterFunction<?> gatewayCompositeRouterFunction(Work work) {
		return new Route("a", RequestPredicates.path("/routed/a"), work)
			.andOther(new Route("b", RequestPredicates.path("/routed/b").or(RequestPredicates.path("/work")), work))
			.andOther(new Route("body", RequestPredicates.path("/body").and(MvcGateway::isA), work))
			.andOther(RouterFunctions.route(RequestPredicates.path("/routed/page"),
					(own) -> ServerResponse.ok().build()));
	}

	private static boolean isA(ServerRequest request) {
		try {
			return new String(request.servletRequest().getInputStream().readAllBytes(), StandardCharsets.UTF_8)
				.equals("a");
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private record Route(String id, RequestPredicate predicate, Work work) implements RouterFunction<ServerResponse> {

		private static final String ATTRIBUTE = "GatewayServerMvc.gatewayRouteId";

		@Override
		public Optional<HandlerFunction<ServerResponse>> route(ServerRequest request) {
			request.attributes().put(ATTRIBUTE, this.id);
			Optional<HandlerFunction<ServerResponse>> found = RouterFunctions.route(this.predicate, this::handle)
				.route(request);
			request.attributes().remove(ATTRIBUTE);
			return found;
		}

		private ServerResponse handle(ServerRequest request) {
			request.attributes().put(ATTRIBUTE, this.id);
			if (request.path().equals("/work")) {
				this.work.done();
			}
			return ServerResponse.ok().build();
		}

		@Override
		public void accept(RouterFunctions.Visitor visitor) {
			visitor.unknown(this);
		}

	}

	static class Work {

		@RateLimited(value = "two", key = "route + header['X-Case']")
		public void done() {
			// Nothing to do
		}

	}

}
