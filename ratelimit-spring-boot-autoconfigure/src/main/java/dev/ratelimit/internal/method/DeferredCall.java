package dev.ratelimit.internal.method;

import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.internal.async.Answers;
import dev.ratelimit.internal.call.CallCharges;
import dev.ratelimit.internal.call.CallScope;
import dev.ratelimit.internal.call.Charge;
import dev.ratelimit.internal.call.PendingCheck;
import dev.ratelimit.internal.expression.CallRoot;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;

/**
 * A call whose result is a publisher or a coroutine: each subscription is decided,
 * without holding a thread, and only then is the method called. The call of a method that
 * returns a stage is decided so, too, at once, where an event loop calls. Loaded where
 * Reactor is.
 *
 * @param invocation the call
 * @param operations what stands before the method
 * @param scope what surrounds the call
 * @param root what that was when the method was called; null if there was no request
 */
record DeferredCall(MethodInvocation invocation, RateLimitOperations operations, CallScope scope,
		@Nullable CallRoot root) {

	/** The result of the method, which has not been called yet. */
	Object result() {
		Flux<Object> result = Flux.deferContextual(
				(context) -> Mono.fromCompletionStage(() -> this.scope.within((key) -> context.getOrDefault(key, null)))
					.flatMapMany(this::subscribed));
		return switch (this.operations.result()) {
			case COROUTINE -> result.singleOrEmpty();
			// Spring's proxies give the value of a mono
			case COROUTINE_MONO -> Mono.just(result.singleOrEmpty());
			case COROUTINE_STREAM -> result;
			case STAGE -> result.singleOrEmpty().toFuture();
			default -> {
				ReactiveAdapter adapter = adapter(this.invocation.getMethod().getReturnType());
				yield adapter.fromPublisher(adapter.isMultiValue() ? result : result.singleOrEmpty());
			}
		};
	}

	private static ReactiveAdapter adapter(Class<?> type) {
		return Objects.requireNonNull(ReactiveAdapterRegistry.getSharedInstance().getAdapter(type));
	}

	private Flux<Object> subscribed(CallScope within) {
		CallCharges charges = new CallCharges();
		MethodOutcome outcome = new MethodOutcome(charges, this.operations.arguments(this.invocation.getArguments()));
		Flux<Object> result = Mono.fromFuture(() -> charge(charges, within))
			.map((refused) -> refuse(charges, within, refused))
			.switchIfEmpty(Mono.fromCallable(() -> proceed(outcome)))
			.flatMapMany((published) -> published);
		// Cancelling reaches the end without an outcome
		return this.operations.hold() ? result.doFinally((end) -> charges.release()) : result;
	}

	private CompletableFuture<@Nullable Charge> charge(CallCharges charges, CallScope within) {
		CallRoot request = (this.root != null) ? this.root : within.current();
		List<PendingCheck> checks = this.operations.operations()
			.stream()
			.map((operation) -> new PendingCheck(operation.check(), request,
					this.operations.arguments(this.invocation.getArguments())))
			.toList();
		return charges.chargeAsync(checks, (charge) -> within.decided(charge.decision()));
	}

	private Publisher<Object> refuse(CallCharges charges, CallScope within, Charge refused) {
		CompletableFuture<Publisher<Object>> answer = charges.refundAllAsync().thenApply((given) -> {
			within.refunded(given);
			return answer(refused);
		});
		return Answers.isThere(answer) ? answer.join() : Mono.fromFuture(answer).flatMapMany((published) -> published);
	}

	private Publisher<Object> answer(Charge refused) {
		RateLimitExceededException refusal = new RateLimitExceededException(refused.decision());
		Fallback fallback = this.operations.fallback(refused.check());
		try {
			return (fallback != null) ? publisher(fallback.answer(this.invocation, refusal)) : Mono.error(refusal);
		}
		catch (Throwable ex) {
			return Mono.error(ex);
		}
	}

	private Publisher<Object> proceed(MethodOutcome outcome) {
		Publisher<Object> result = called();
		return outcome.isAwaited() ? awaited(result, outcome) : result;
	}

	private Publisher<Object> called() {
		try {
			MethodInvocation once = (this.invocation instanceof ProxyMethodInvocation proxied)
					? proxied.invocableClone() : this.invocation;
			return publisher(once.proceed());
		}
		catch (Throwable ex) {
			return Mono.error(ex);
		}
	}

	/** Of several values the last one is the result. The end comes after its refund. */
	private static Publisher<Object> awaited(Publisher<Object> result, MethodOutcome outcome) {
		AtomicReference<@Nullable Object> last = new AtomicReference<>();
		return Flux.from(result)
			.doOnNext(last::set)
			.onErrorResume((failure) -> Mono.fromFuture(outcome.ended(null, failure)).then(Mono.error(failure)))
			.concatWith(Mono.fromFuture(() -> outcome.ended(last.get(), null)).then(Mono.empty()))
			.doOnCancel(() -> outcome.left(last.get()));
	}

	@SuppressWarnings("unchecked")
	private Publisher<Object> publisher(@Nullable Object result) {
		return (Publisher<Object>) switch (this.operations.result()) {
			case COROUTINE, COROUTINE_MONO ->
				(result instanceof Publisher<?> publisher) ? publisher : Mono.justOrEmpty(result);
			// A fallback that does not suspend returns the flow itself
			case COROUTINE_STREAM -> (result != null) ? adapter(result.getClass()).toPublisher(result) : Mono.empty();
			case STAGE -> (result instanceof CompletionStage<?> stage) ? Mono.fromCompletionStage(stage) : Mono.empty();
			default -> adapter(this.invocation.getMethod().getReturnType()).toPublisher(result);
		};
	}

}
