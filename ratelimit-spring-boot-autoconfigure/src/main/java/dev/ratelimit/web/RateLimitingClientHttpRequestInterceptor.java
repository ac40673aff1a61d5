package dev.ratelimit.web;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;

import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.Mode;
import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.algorithm.LimitDecision;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpRequest;
import org.springframework.http.client.ClientHttpRequestExecution;
import org.springframework.http.client.ClientHttpRequestInterceptor;
import org.springframework.http.client.ClientHttpResponse;

/**
 * Makes the calls of a {@code RestClient} or {@code RestTemplate} wait their turn, under
 * one limiter or under several limits ({@code registry.all("per-second", "per-minute")}).
 * If a server asks for a pause all the same, with 429 or 503 and a {@code Retry-After},
 * the next calls to its host wait it out first, for a day at most; the answer itself is
 * returned as it is. Safe for use by many threads.
 */
public final class RateLimitingClientHttpRequestInterceptor implements ClientHttpRequestInterceptor {

	private static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

	private final RateLimiter limiter;

	private final Function<HttpRequest, String> key;

	private final Duration maxWait;

	private final TimeSource time;

	/** Time of the next call by host, only of hosts that asked for a pause. */
	private final Map<String, Long> pausedUntil = new ConcurrentHashMap<>();

	/**
	 * Calls to one host share a quota and wait as long as it takes.
	 * @param limiter whose permits the calls spend, one each
	 * @param time the clock on which pauses are waited out
	 */
	public RateLimitingClientHttpRequestInterceptor(RateLimiter limiter, TimeSource time) {
		this(limiter, RateLimitingClientHttpRequestInterceptor::host, FOREVER, time);
	}

	/**
	 * Calls of one key share a quota and wait up to a limit.
	 * @param limiter whose permits the calls spend, one each
	 * @param key whose quota a call spends, never null
	 * @param maxWait how long a call may be made to wait, for pauses and for its permit
	 * together; one that would wait longer fails at once
	 * @param time the clock on which pauses are waited out
	 */
	public RateLimitingClientHttpRequestInterceptor(RateLimiter limiter, Function<HttpRequest, String> key,
			Duration maxWait, TimeSource time) {
		if (maxWait.isNegative()) {
			throw new IllegalArgumentException("Invalid maxWait (%s): must not be negative".formatted(maxWait));
		}
		this.limiter = limiter;
		this.key = key;
		this.maxWait = maxWait;
		this.time = TimeSource.steady(time);
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
		try {
			awaitTurn(request, this.key.apply(request));
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new InterruptedIOException("Interrupted while waiting for a turn to call " + host(request));
		}
		ClientHttpResponse response = execution.execute(request, body);
		int status = response.getStatusCode().value();
		if (status == 429 || status == 503) {
			note(host(request), response.getHeaders());
		}
		return response;
	}

	/** Waits for a permit outside of pauses. */
	private void awaitTurn(HttpRequest request, String key) throws InterruptedException {
		String host = host(request);
		long start = this.time.nanos();
		Decision decision;
		do {
			for (long pause = pause(host); pause > 0; pause = pause(host)) {
				if (left(start).compareTo(Duration.ofNanos(pause)) < 0) {
					Limit limit = LimitDecision.of(this.limiter.peek(key)).policy();
					throw new RateLimitExceededException(
							LimitDecision.refused(limit.withMode(Mode.ENFORCE), 0, pause, pause));
				}
				this.time.sleep(pause);
			}
			decision = this.limiter.acquire(key, 1, left(start));
			if (!decision.allowed()) {
				throw new RateLimitExceededException(decision);
			}
		}
		while (isTooEarly(host, key, decision));
	}

	/** The host may have asked for a pause while the call waited for its permit. */
	private boolean isTooEarly(String host, String key, Decision decision) {
		boolean paused = pause(host) > 0;
		if (paused) {
			this.limiter.refund(key, decision);
		}
		return paused;
	}

	private Duration left(long start) {
		Duration left = this.maxWait.minusNanos(this.time.nanos() - start);
		return left.isNegative() ? Duration.ZERO : left;
	}

	/** Returns the time until the host may be called again; 0 if it may now. */
	private long pause(String host) {
		Long until = this.pausedUntil.get(host);
		if (until == null) {
			return 0;
		}
		long wait = until - this.time.nanos();
		if (wait <= 0) {
			this.pausedUntil.remove(host, until);
		}
		return Math.max(wait, 0);
	}

	private void note(String host, HttpHeaders headers) {
		long now = this.time.nanos();
		long pause = RetryAfter.nanos(headers, now);
		if (pause > 0) {
			this.pausedUntil.merge(host, now + pause, Math::max);
		}
	}

	private static String host(HttpRequest request) {
		String host = request.getURI().getHost();
		return (host != null) ? host : "*";
	}

}
