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
import dev.ratelimit.internal.expression.UnreadableCallException;
import dev.ratelimit.internal.http.RequestCharges;
import dev.ratelimit.internal.http.RuleMatch;
import dev.ratelimit.internal.http.RulePath;
import dev.ratelimit.internal.http.WebRule;
import dev.ratelimit.internal.http.WebRules;
import reactor.core.publisher.Mono;

import org.springframework.core.Ordered;
import org.springframework.web.filter.reactive.ServerWebExchangeContextFilter;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

/**
 * Applies rules to requests, each request once. There is one ahead of authentication and,
 * if rules decide there, one behind it; they share what they decide about a request.
 * Holds no thread: not while it waits, and not while it asks a store elsewhere. Safe for
 * use by many threads.
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
		Mono<Void> served = (this.rules.isEmpty() || !this.requests.isOwn(exchange)) ? chain.filter(exchange)
				: limited(charges, exchange, chain);
		if (!outer) {
			return served;
		}
		Mono<Void> answered = answering(inContext(served, exchange), exchange);
		return this.rules.mayAwaitOutcome() ? ReactiveOutcome.completing(answered, charges, exchange) : answered;
	}

	/** With the exchange in its context, where annotated methods look for it. */
	private static Mono<Void> inContext(Mono<Void> inner, ServerWebExchange exchange) {
		return inner.contextWrite(
				(context) -> context.put(ServerWebExchangeContextFilter.EXCHANGE_CONTEXT_ATTRIBUTE, exchange));
	}

	/**
	 * Lets the request through if all rules do; if not, answers it. Where nothing has to
	 * be waited for there is no operator around the handler, not even to defer this, as
	 * filters are called when they are subscribed to: each one makes all those inside
	 * slower.
	 */
	private Mono<Void> limited(RequestCharges charges, ServerWebExchange exchange, WebFilterChain chain) {
		try {
			return limit(charges, exchange, chain);
		}
		catch (RuntimeException ex) {
			return Mono.error(ex);
		}
	}

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
		this.requests.show(matches, charges, exchange);
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
		return ReactiveOutcome.untilLeft(Mono.fromFuture(admitted), charges, exchange)
			.onErrorResume(UnreadableCallException.class,
					(ex) -> Mono.fromFuture(charges.refundAllAsync())
						.then(this.refusals.unreadable(exchange))
						.then(Mono.empty()))
			.flatMap((decision) -> proceed(decision, charges, exchange, chain));
	}

	private Mono<Void> proceed(boolean admitted, RequestCharges charges, ServerWebExchange exchange,
			WebFilterChain chain) {
		if (admitted) {
			return charges.awaitsOutcome() ? watched(charges, exchange, chain) : chain.filter(exchange);
		}
		LimitDecision refusal = charges.refusal();
		return (refusal != null) ? this.refusals.answer(exchange, new RateLimitExceededException(refusal))
				: Mono.empty();
	}

	private static Mono<Void> watched(RequestCharges charges, ServerWebExchange exchange, WebFilterChain chain) {
		return FatalErrors.inSubscription(
				ReactiveOutcome.untilLeft(chain.filter(WatchedResponse.of(exchange, charges)), charges, exchange),
				ReactiveOutcome.thrown(charges, exchange.getResponse()));
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

	/** Answers for methods that refuse. */
	private Mono<Void> answering(Mono<Void> served, ServerWebExchange exchange) {
		return served
			.onErrorResume((failure) -> inContext(Mono.defer(() -> this.refusals.answerFailed(exchange, failure, null)),
					exchange));
	}

}
