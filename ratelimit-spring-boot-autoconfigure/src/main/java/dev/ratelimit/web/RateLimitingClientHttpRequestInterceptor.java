package dev.ratelimit.web;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.function.Function;

import dev.ratelimit.Decision;
import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.limiter.InFlight;
import dev.ratelimit.internal.limiter.StoreLimiter;

import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Makes the calls of a {@code RestClient} or {@code RestTemplate} wait for their turn,
 * under one limiter or under several limits
 * ({@code registry.all("per-second", "per-minute")}). If a server still asks for a pause,
 * with 429 or 503 and a {@code Retry-After}, the next calls to its host first wait for
 * that time, a day at most. The answer itself is returned unchanged. Safe for use by many
 * threads.
 */
public final class RateLimitingClientHttpRequestInterceptor implements ClientHttpRequestInterceptor {

	private final RateLimiter limiter;

	private final Function<HttpRequest, String> key;

	private final TimeSource time;

	private final HostPauses pauses;

	/**
	 * Creates one under which calls to a host share a quota, and wait as long as
	 * necessary.
	 * @param limiter the limiter; each call spends one permit
	 * @param time the clock for pauses
	 */
	public RateLimitingClientHttpRequestInterceptor(RateLimiter limiter, TimeSource time) {
		this(limiter, (request) -> HostPauses.host(request.getURI()), HostPauses.FOREVER, time);
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
	public RateLimitingClientHttpRequestInterceptor(RateLimiter limiter, Function<HttpRequest, String> key,
			Duration maxWait, TimeSource time) {
		this.limiter = limiter;
		this.key = key;
		this.time = TimeSource.steady(time);
		this.pauses = new HostPauses(this.time, maxWait);
	}

	/**
	 * Sends the request when its turn has come.
	 * @throws RateLimitExceededException if it would have to wait too long, or too many
	 * wait already
	 * @throws InterruptedIOException if interrupted while waiting; nothing is spent then
	 * and the thread's interrupt flag is set
	 */
	@Override
	public ClientHttpResponse intercept(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
			throws IOException {
		String host = HostPauses.host(request.getURI());
		String key = this.key.apply(request);
		Decision turn;
		try {
			turn = awaitTurn(host, key);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("Interrupted while waiting for a turn to call " + host);
		}
		return InFlight.holds(turn)
				? executeHeld(request, body, execution, () -> StoreLimiter.of(this.limiter).release(key, turn))
				: execute(request, body, execution);
	}

	private ClientHttpResponse execute(HttpRequest request, byte[] body, ClientHttpRequestExecution execution)
			throws IOException {
		String host = HostPauses.host(request.getURI());
		ClientHttpResponse response = execution.execute(request, body);
		this.pauses.note(host, response.getStatusCode().value(), response.getHeaders());
		return response;
	}

	/** The permit comes back when the response is closed, or if there is none. */
	private ClientHttpResponse executeHeld(HttpRequest request, byte[] body, ClientHttpRequestExecution execution,
			Runnable end) throws IOException {
		boolean answered = false;
		try {
			ClientHttpResponse response = execute(request, body, execution);
			answered = true;
			return new HeldResponse(response, end);
		}
		finally {
			if (!answered) {
				end.run();
			}
		}
	}

	/** Waits for a permit outside of pauses. */
	private Decision awaitTurn(String host, String key) throws InterruptedException {
		long start = this.time.nanos();
		Decision decision;
		do {
			for (long pause = this.pauses.left(host); pause > 0; pause = this.pauses.left(host)) {
				if (this.pauses.patience(start).compareTo(Duration.ofNanos(pause)) < 0) {
					throw HostPauses.tooLong(pause, this.limiter, key);
				}
				this.time.sleep(pause);
			}
			decision = this.limiter.acquire(key, 1, this.pauses.patience(start));
			if (!decision.allowed()) {
				throw new RateLimitExceededException(decision);
			}
		}
		while (isTooEarly(host, key, decision));
		return decision;
	}

	/** The host may have asked for a pause while the call waited for its permit. */
	private boolean isTooEarly(String host, String key, Decision decision) {
		boolean paused = this.pauses.left(host) > 0;
		if (paused) {
			this.limiter.refund(key, decision);
		}
		return paused;
	}

}
