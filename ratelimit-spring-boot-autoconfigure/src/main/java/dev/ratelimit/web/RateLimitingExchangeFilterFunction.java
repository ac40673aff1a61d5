package dev.ratelimit.web;

import java.time.Duration;
import java.util.function.Function;

import dev.ratelimit.Decision;
import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.limiter.InFlight;
import dev.ratelimit.internal.limiter.StoreLimiter;
import reactor.core.publisher.Mono;

import org.springframework.web.reactive.function.client.ClientRequest;
import org.springframework.web.reactive.function.client.ClientResponse;
import org.springframework.web.reactive.function.client.ExchangeFilterFunction;
import org.springframework.web.reactive.function.client.ExchangeFunction;

/**
 * Makes the calls of a {@code WebClient} wait for their turn, without holding a thread,
 * under one limiter or under several limits
 * ({@code registry.all("per-second", "per-minute")}). If a server still asks for a pause,
 * with 429 or 503 and a {@code Retry-After}, the next calls to its host first wait for
 * that time, a day at most. The answer itself is returned unchanged. A permit of a call
 * in flight comes back when the response's body has ended. Each subscription is a call of
 * its own, so a retry waits again. A call that is cancelled while it waits spends
 * nothing. Safe for use by many threads.
 */
public final class RateLimitingExchangeFilterFunction implements ExchangeFilterFunction {

	private final RateLimiter limiter;

	private final Function<ClientRequest, String> key;

	private final TimeSource time;

	private final HostPauses pauses;

	/**
	 * Creates one under which calls to a host share a quota, and wait as long as
	 * necessary.
	 * @param limiter the limiter; each call spends one permit
	 * @param time the clock for pauses
	 */
	public RateLimitingExchangeFilterFunction(RateLimiter limiter, TimeSource time) {
		this(limiter, (request) -> HostPauses.host(request.url()), HostPauses.FOREVER, time);
	}

	/**
	 * Creates one under which calls of a key share a quota, and wait no longer than a
	 * given time.
	 * @param limiter the limiter; each call spends one permit
	 * @param key returns the key of a call, never null
	 * @param maxWait the longest that a call waits, for pauses and for its permit
	 * together; a call that would wait longer fails at once
	 * @param time the clock for pauses
	 * @throws IllegalArgumentException if {@code maxWait} is negative
	 */
	public RateLimitingExchangeFilterFunction(RateLimiter limiter, Function<ClientRequest, String> key,
			Duration maxWait, TimeSource time) {
		this.limiter = limiter;
		this.key = key;
		this.time = TimeSource.steady(time);
		this.pauses = new HostPauses(this.time, maxWait);
	}

	/**
	 * Sends the request when its turn has come.
	 * @return the response; a {@link RateLimitExceededException} as its error if the call
	 * would have to wait too long, or too many wait already
	 */
	@Override
	public Mono<ClientResponse> filter(ClientRequest request, ExchangeFunction next) {
		String host = HostPauses.host(request.url());
		return Mono.defer(() -> {
			String key = this.key.apply(request);
			return turn(host, key, this.time.nanos()).flatMap((turn) -> InFlight.holds(turn)
					? held(exchange(host, request, next), () -> StoreLimiter.of(this.limiter).release(key, turn))
					: exchange(host, request, next));
		});
	}

	private Mono<ClientResponse> exchange(String host, ClientRequest request, ExchangeFunction next) {
		// A filter may throw in place of returning an error
		return Mono.defer(() -> next.exchange(request))
			.doOnNext((response) -> this.pauses.note(host, response.statusCode().value(),
					response.headers().asHttpHeaders()));
	}

	/** The permit comes back when the body has ended, or if there is no response. */
	private static Mono<ClientResponse> held(Mono<ClientResponse> exchange, Runnable end) {
		return exchange
			.map((response) -> response.mutate().body((body) -> body.doFinally((signal) -> end.run())).build())
			.switchIfEmpty(Mono.fromRunnable(end))
			.doOnError((failure) -> end.run())
			.doOnCancel(end);
	}

	/** The permit, outside of pauses. */
	private Mono<Decision> turn(String host, String key, long start) {
		long pause = this.pauses.left(host);
		Duration left = this.pauses.patience(start);
		if (pause <= 0) {
			return Mono.fromCompletionStage(() -> this.limiter.acquireAsync(key, 1, left))
				.flatMap((decision) -> decided(decision, host, key, start));
		}
		if (left.compareTo(Duration.ofNanos(pause)) < 0) {
			return Mono.error(HostPauses.tooLong(pause, this.limiter, key));
		}
		return Mono.fromCompletionStage(() -> this.time.delay(pause)).then(Mono.defer(() -> turn(host, key, start)));
	}

	private Mono<Decision> decided(Decision decision, String host, String key, long start) {
		if (!decision.allowed()) {
			return Mono.error(new RateLimitExceededException(decision));
		}
		if (this.pauses.left(host) > 0) {
			// The host has asked for a pause while the call waited for its permit
			return Mono.fromCompletionStage(() -> StoreLimiter.of(this.limiter).giveBackAsync(key, decision))
				.then(Mono.defer(() -> turn(host, key, start)));
		}
		return Mono.just(decision);
	}

}
