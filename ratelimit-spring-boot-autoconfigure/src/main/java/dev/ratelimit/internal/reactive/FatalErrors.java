package dev.ratelimit.internal.reactive;

import java.util.function.Consumer;

import org.reactivestreams.Subscription;
import reactor.core.CoreSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoOperator;
import reactor.core.publisher.Operators;
import reactor.util.context.Context;

/**
 * Sees errors that Reactor takes for the end of the virtual machine, such as a stack
 * overflow or a missing class. They are thrown past all operators, out of the
 * subscription or the signal in which they happened, and servers go on after them.
 */
final class FatalErrors {

	private FatalErrors() {
	}

	/** Tells of those that are thrown while a source is subscribed to. */
	static Mono<Void> inSubscription(Mono<Void> source, Consumer<Throwable> told) {
		return new Told(source, told);
	}

	/** Tells of those that are thrown by whom a source gives something to. */
	static <T> Flux<T> inSignals(Flux<T> source, Consumer<Throwable> told) {
		return source
			.transform(Operators.<T, T>lift((lifted, subscriber) -> new TellingSubscriber<>(subscriber, told)));
	}

	/** The same of one thing. */
	static <T> Mono<T> inSignals(Mono<T> source, Consumer<Throwable> told) {
		return source
			.transform(Operators.<T, T>lift((lifted, subscriber) -> new TellingSubscriber<>(subscriber, told)));
	}

	private static void run(Runnable action, Consumer<Throwable> told) {
		try {
			action.run();
		}
		catch (Throwable ex) {
			told.accept(ex);
			throw ex;
		}
	}

	private static final class Told extends MonoOperator<Void, Void> {

		private final Consumer<Throwable> told;

		Told(Mono<Void> source, Consumer<Throwable> told) {
			super(source);
			this.told = told;
		}

		@Override
		public void subscribe(CoreSubscriber<? super Void> subscriber) {
			run(() -> this.source.subscribe(subscriber), this.told);
		}

	}

	private record TellingSubscriber<T>(CoreSubscriber<? super T> subscriber,
			Consumer<Throwable> told) implements CoreSubscriber<T> {

		@Override
		public Context currentContext() {
			return this.subscriber.currentContext();
		}

		@Override
		public void onSubscribe(Subscription subscription) {
			run(() -> this.subscriber.onSubscribe(subscription), this.told);
		}

		@Override
		public void onNext(T value) {
			run(() -> this.subscriber.onNext(value), this.told);
		}

		@Override
		public void onError(Throwable failure) {
			run(() -> this.subscriber.onError(failure), this.told);
		}

		@Override
		public void onComplete() {
			run(this.subscriber::onComplete, this.told);
		}

	}

}
