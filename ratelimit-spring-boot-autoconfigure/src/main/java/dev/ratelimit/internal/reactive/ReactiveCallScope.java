package dev.ratelimit.internal.reactive;

import java.lang.reflect.Method;
import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Function;

import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.call.CallScope;
import dev.ratelimit.internal.call.Charge;
import dev.ratelimit.internal.expression.CallRoot;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.CorePublisher;
import reactor.core.publisher.Mono;

import org.springframework.core.KotlinDetector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.filter.reactive.ServerWebExchangeContextFilter;
import org.springframework.web.reactive.HandlerMapping;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.service.annotation.HttpExchange;

/**
 * Lets annotated methods see the request in whose context their result is subscribed to,
 * and puts their decisions into its response, beside those of the filter. Methods that
 * return neither a publisher of Reactor's nor a coroutine have no such context. Safe for
 * use by many threads.
 */
public final class ReactiveCallScope implements CallScope {

	private final ReactiveRequests requests;

	/**
	 * A scope of requests.
	 * @param requests reads requests
	 */
	public ReactiveCallScope(ReactiveRequests requests) {
		this.requests = requests;
	}

	@Override
	public Class<? extends CallRoot> rootType() {
		return ReactiveCall.class;
	}

	@Override
	public @Nullable Class<? extends CallRoot> rootType(Method method) {
		return (KotlinDetector.isSuspendingFunction(method) || hasContext(method.getReturnType())) ? rootType() : null;
	}

	/**
	 * Whether what a type gives knows the context it is subscribed to in. The work of a
	 * future has begun before there is one; RxJava, Mutiny and the JDK hand none on.
	 */
	private static boolean hasContext(Class<?> type) {
		return type == Publisher.class || CorePublisher.class.isAssignableFrom(type)
				|| type.getName().equals("kotlinx.coroutines.flow.Flow");
	}

	@Override
	public String usualKey(Method method) {
		return (rootType(method) != null) ? CallScope.super.usualKey(method)
				: "shared by all (a method that returns no Mono, Flux or Flow does not know the request)";
	}

	/** A handler has one caller, whom it knows only by the context of a publisher. */
	@Override
	public @Nullable String unknownCaller(Method method) {
		if (rootType(method) != null || !isHandler(method)) {
			return null;
		}
		return "all callers share its quota, as a WebFlux handler that returns no Mono, Flux or Flow does not know the "
				+ "request. Return one of these, or write a rule in ratelimit.web.rules for its path";
	}

	/** Without a controller around it, an HTTP exchange is a client's. */
	private static boolean isHandler(Method method) {
		return AnnotatedElementUtils.hasAnnotation(method, RequestMapping.class)
				|| (AnnotatedElementUtils.hasAnnotation(method, HttpExchange.class)
						&& AnnotatedElementUtils.hasAnnotation(method.getDeclaringClass(), Controller.class));
	}

	@Override
	public @Nullable CallRoot current() {
		return null;
	}

	@Override
	public CompletionStage<? extends CallScope> within(Function<Object, @Nullable Object> context) {
		if (!(context
			.apply(ServerWebExchangeContextFilter.EXCHANGE_CONTEXT_ATTRIBUTE) instanceof ServerWebExchange noted)) {
			return CompletableFuture.completedFuture(this);
		}
		ServerWebExchange exchange = HandledExchange.of(noted);
		return user(exchange, context).toFuture().thenApply((user) -> new OneRequest(exchange, user));
	}

	/** As the handler knows the user; ahead of it, as Security's filters do. */
	private static Mono<Principal> user(ServerWebExchange exchange, Function<Object, @Nullable Object> context) {
		Mono<Principal> user = exchange.getPrincipal();
		return SecurityFilters.PRESENT ? user.switchIfEmpty(SecurityUser.of(context)) : user;
	}

	@Override
	public void decided(LimitDecision decision) {
		// No response to show it in
	}

	@Override
	public void refunded(List<Charge> charges) {
		// No response to show it in
	}

	private final class OneRequest implements CallScope {

		private final ServerWebExchange exchange;

		private final ReactiveCall call;

		OneRequest(ServerWebExchange exchange, @Nullable Principal user) {
			this.exchange = exchange;
			this.call = ReactiveCallScope.this.requests.call(exchange, user, pathVariables(exchange));
		}

		private static Map<String, String> pathVariables(ServerWebExchange exchange) {
			Map<String, String> variables = exchange.getAttribute(HandlerMapping.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
			if (variables == null || variables.isEmpty()) {
				variables = exchange.getAttribute(RouterFunctions.URI_TEMPLATE_VARIABLES_ATTRIBUTE);
			}
			return (variables != null) ? variables : Map.of();
		}

		@Override
		public Class<? extends CallRoot> rootType() {
			return ReactiveCall.class;
		}

		@Override
		public CallRoot current() {
			return this.call;
		}

		@Override
		public void decided(LimitDecision decision) {
			ReactiveCallScope.this.requests.show(decision, this.exchange);
		}

		@Override
		public void refunded(List<Charge> charges) {
			ReactiveCallScope.this.requests.open(this.exchange).refunded(charges);
		}

	}

	/**
	 * The user that Spring Security's reactive chain has put into a subscriber's context.
	 * Loaded where Spring Security is.
	 */
	private static final class SecurityUser {

		private static Mono<Principal> of(Function<Object, @Nullable Object> context) {
			return (context.apply(SecurityContext.class) instanceof Mono<?> security)
					? security.cast(SecurityContext.class).mapNotNull(SecurityContext::getAuthentication)
					: Mono.empty();
		}

	}

}
