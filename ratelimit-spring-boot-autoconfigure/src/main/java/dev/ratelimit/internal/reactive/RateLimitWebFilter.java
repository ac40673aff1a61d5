package dev.ratelimit.internal.reactive;

import java.security.Principal;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.async.Answers;
import dev.ratelimit.internal.expression.CallRoot;
import dev.ratelimit.internal.expression.UnreadableCallException;
import dev.ratelimit.internal.http.ClientGone;
import dev.ratelimit.internal.http.Refusals;
import dev.ratelimit.internal.http.RequestCharges;
import dev.ratelimit.internal.http.RuleMatch;
import dev.ratelimit.internal.http.RulePath;
import dev.ratelimit.internal.http.WebRule;
import dev.ratelimit.internal.http.WebRules;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.publisher.SignalType;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.ErrorResponse;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.filter.reactive.ServerWebExchangeContextFilter;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Applies rules to requests, each request once. There are two of these, one on each side
 * of authentication; they share what they decide about a request. Holds no thread: not
 * while it waits, and not while it asks a store elsewhere. Safe for use by many threads.
 */
public final class RateLimitWebFilter implements WebFilter, Ordered {

	private final WebRules rules;

	private final int order;

	private final ReactiveRequests requests;

	private final ReactiveRefusals refusals;

	private final ReactiveCors cors;

	/**
	 * A filter for some rules.
	 * @param rules the rules that decide here, see {@link WebRules#at}
	 * @param order its place among the filters
	 * @param requests reads requests
	 * @param refusals answers refused requests
	 * @param cors tells preflights that need not be counted
	 */
	public RateLimitWebFilter(WebRules rules, int order, ReactiveRequests requests, ReactiveRefusals refusals,
			ReactiveCors cors) {
		this.rules = rules;
		this.order = order;
		this.requests = requests;
		this.refusals = refusals;
		this.cors = cors;
	}

	@Override
	public int getOrder() {
		return this.order;
	}

	@Override
	public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
		boolean outer = ReactiveRequests.find(exchange) == null;
		RequestCharges charges = this.requests.open(exchange);
		if (!charges.enter(this)) {
			// A second pass, which is subscribed to outside the context of the first
			return inContext(chain.filter(exchange), exchange);
		}
		Mono<Void> served = this.rules.isEmpty() ? chain.filter(exchange)
				: Mono.defer(() -> limit(charges, exchange, chain));
		return outer ? completed(inContext(served, exchange), charges, exchange) : served;
	}

	/** With the exchange in its context, where annotated methods look for it. */
	private static Mono<Void> inContext(Mono<Void> inner, ServerWebExchange exchange) {
		return inner.contextWrite(
				(context) -> context.put(ServerWebExchangeContextFilter.EXCHANGE_CONTEXT_ATTRIBUTE, exchange));
	}

	/**
	 * Lets the request through if all rules do; if not, answers it. Where nothing has to
	 * be waited for there is no operator around the handler: each one makes all those
	 * inside slower.
	 */
	private Mono<Void> limit(RequestCharges charges, ServerWebExchange exchange, WebFilterChain chain) {
		return ReactiveCors.isBarePreflight(exchange)
				? this.cors.answers(exchange)
					.flatMap((free) -> free ? chain.filter(exchange) : charge(charges, exchange, chain))
				: charge(charges, exchange, chain);
	}

	private Mono<Void> charge(RequestCharges charges, ServerWebExchange exchange, WebFilterChain chain) {
		RulePath path = this.requests.path(exchange);
		List<RuleMatch> matches = this.rules.matches(path);
		if (matches.isEmpty()) {
			return chain.filter(exchange);
		}
		if (!asks(matches, RateLimitWebFilter::asksBeyondTheRequest)) {
			return charge(charges, exchange, chain, matches, this.requests.call(exchange, null, path, Map.of()));
		}
		Mono<Optional<Principal>> user = asks(matches, WebRule::asksForUser)
				? exchange.<Principal>getPrincipal().map(Optional::of).defaultIfEmpty(Optional.empty())
				: Mono.just(Optional.empty());
		return user.map((known) -> this.requests.call(exchange, known.orElse(null), path, Map.of()))
			.flatMap((call) -> withDestination(call, matches, exchange))
			.flatMap((call) -> charge(charges, exchange, chain, matches, call));
	}

	private Mono<Void> charge(RequestCharges charges, ServerWebExchange exchange, WebFilterChain chain,
			List<RuleMatch> matches, ReactiveCall call) {
		CompletableFuture<Boolean> admitted = this.rules.chargeAsync(charges, matches, call);
		if (Answers.isThere(admitted)) {
			return proceed(admitted.join(), charges, exchange, chain);
		}
		return untilLeft(Mono.fromFuture(admitted), charges, exchange)
			.onErrorResume(UnreadableCallException.class,
					(ex) -> Mono.fromFuture(charges.refundAllAsync())
						.then(this.refusals.unreadable(exchange))
						.then(Mono.empty()))
			.flatMap((decision) -> proceed(decision, charges, exchange, chain));
	}

	private Mono<Void> proceed(boolean admitted, RequestCharges charges, ServerWebExchange exchange,
			WebFilterChain chain) {
		if (admitted) {
			return charges.awaitsOutcome() ? untilLeft(chain.filter(WatchedResponse.of(exchange)), charges, exchange)
					: chain.filter(exchange);
		}
		LimitDecision refusal = charges.refusal();
		return (refusal != null) ? this.refusals.answer(exchange, new RateLimitExceededException(refusal))
				: Mono.empty();
	}

	/** Finds out who will handle a call if rules ask for that: they cannot wait. */
	private Mono<ReactiveCall> withDestination(ReactiveCall call, List<RuleMatch> matches, ServerWebExchange exchange) {
		Mono<?> isStatic = asks(matches, WebRule::excludesStatic)
				? this.requests.handlers().isStatic(exchange).doOnNext(call::foundStatic) : Mono.empty();
		Mono<?> route = asks(matches, WebRule::asksForRoute)
				? this.requests.handlers().route(exchange).doOnNext(call::foundRoute) : Mono.empty();
		return isStatic.then(route).thenReturn(call);
	}

	private static boolean asksBeyondTheRequest(WebRule rule) {
		return rule.asksForUser() || rule.excludesStatic() || rule.asksForRoute();
	}

	private static boolean asks(List<RuleMatch> matches, Predicate<WebRule> question) {
		for (int i = 0; i < matches.size(); i++) {
			if (question.test(matches.get(i).rule())) {
				return true;
			}
		}
		return false;
	}

	/** Answers for methods that refuse, and completes the charges. */
	private Mono<Void> completed(Mono<Void> served, RequestCharges charges, ServerWebExchange exchange) {
		ServerHttpResponse response = exchange.getResponse();
		return served
			.onErrorResume((failure) -> inContext(Mono.defer(() -> answered(failure, exchange)), exchange)
				.onErrorResume((unanswered) -> ClientGone.caused(unanswered) ? Mono.error(unanswered)
						: complete(charges, response, status(unanswered)).then(Mono.error(unanswered))))
			.then(Mono.defer(() -> {
				if (WatchedResponse.hasBeenLeft(exchange)) {
					return Mono.empty();
				}
				@Nullable HttpStatusCode status = response.getStatusCode();
				return complete(charges, response, (status != null) ? status.value() : HttpStatus.OK.value());
			}))
			// A client that has left ends the exchange, too
			.doFinally((end) -> leave(charges, response));
	}

	/**
	 * Ends the charges of a client that leaves, even if it left while it was charged: the
	 * end of the exchange was noticed then, with nothing to give back yet.
	 */
	private static <T> Mono<T> untilLeft(Mono<T> served, RequestCharges charges, ServerWebExchange exchange) {
		return served.doFinally((end) -> {
			if (end == SignalType.CANCEL) {
				leave(charges, exchange.getResponse());
			}
		});
	}

	/** Where threads may block, as giving back can take a trip to a store. */
	private static void leave(RequestCharges charges, ServerHttpResponse response) {
		if (charges.awaitsOutcome()) {
			Schedulers.boundedElastic()
				.schedule(() -> charges.leave((call) -> finished(call, response, ClientGone.STATUS)));
		}
	}

	private Mono<Void> answered(Throwable failure, ServerWebExchange exchange) {
		@Nullable RateLimitExceededException refusal = Refusals.causeOf(failure);
		if (exchange.getResponse().isCommitted() || (refusal == null && !Refusals.isUnreadable(failure))) {
			return Mono.error(failure);
		}
		return (refusal != null) ? this.refusals.answer(exchange, refusal) : this.refusals.unreadable(exchange);
	}

	/** The status that error handlers behind all filters give a failure. */
	private static int status(Throwable failure) {
		if (failure instanceof ErrorResponse response) {
			return response.getStatusCode().value();
		}
		@Nullable ResponseStatus status = AnnotatedElementUtils.findMergedAnnotation(failure.getClass(), ResponseStatus.class);
		return ((status != null) ? status.code() : HttpStatus.INTERNAL_SERVER_ERROR).value();
	}

	/** Where threads may block, as giving back can take a trip to a store. */
	private static Mono<Void> complete(RequestCharges charges, ServerHttpResponse response, int status) {
		if (!charges.awaitsOutcome()) {
			return Mono.empty();
		}
		return Mono.<Void>fromRunnable(() -> charges.complete((call) -> finished(call, response, status)))
			.subscribeOn(Schedulers.boundedElastic());
	}

	private static @Nullable CallRoot finished(@Nullable CallRoot call, ServerHttpResponse response, int status) {
		return (call instanceof ReactiveCall known) ? new FinishedReactiveCall(known, response, status) : call;
	}

}
