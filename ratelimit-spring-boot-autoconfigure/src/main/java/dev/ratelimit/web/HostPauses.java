package dev.ratelimit.web;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.ratelimit.Limit;
import dev.ratelimit.Mode;
import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.algorithm.LimitDecision;

import org.springframework.http.HttpHeaders;

/**
 * The pauses that servers have asked for, and how long calls wait at most. Safe for use
 * by many threads.
 */
final class HostPauses {

	static final Duration FOREVER = Duration.ofNanos(Long.MAX_VALUE);

	/** Users may name the hosts, such as those of their webhooks. */
	static final int MOST = 1000;

	private final TimeSource time;

	private final Duration maxWait;

	/** Time of the next call by host, only of hosts that asked for a pause. */
	private final Map<String, Long> pausedUntil = new ConcurrentHashMap<>();

	HostPauses(TimeSource time, Duration maxWait) {
		if (maxWait.isNegative()) {
			throw new IllegalArgumentException("Invalid maxWait (%s): must not be negative".formatted(maxWait));
		}
		this.time = time;
		this.maxWait = maxWait;
	}

	static String host(URI uri) {
		String host = uri.getHost();
		return (host != null) ? host : "*";
	}

	/** Returns the time until a host may be called again; 0 if it may now. */
	long left(String host) {
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

	/** Takes notice of a host's answer. */
	void note(String host, int status, HttpHeaders headers) {
		if (status == 429 || status == 503) {
			long now = this.time.nanos();
			long pause = RetryAfter.nanos(headers, now);
			if (pause > 0) {
				this.pausedUntil.merge(host, now + pause, Math::max);
				if (this.pausedUntil.size() > MOST) {
					makeRoom(now);
				}
			}
		}
	}

	/** Forgets the pauses that are over or, if there are none, the longest. */
	private synchronized void makeRoom(long now) {
		this.pausedUntil.values().removeIf((until) -> until <= now);
		while (this.pausedUntil.size() > MOST) {
			this.pausedUntil.entrySet()
				.stream()
				.max(Map.Entry.comparingByValue())
				.ifPresent((longest) -> this.pausedUntil.remove(longest.getKey(), longest.getValue()));
		}
	}

	/** The refusal of a call for which a pause is too long. */
	static RateLimitExceededException tooLong(long pause, RateLimiter limiter, String key) {
		Limit limit = LimitDecision.of(limiter.peek(key)).policy();
		return new RateLimitExceededException(LimitDecision.refused(limit.withMode(Mode.ENFORCE), 0, pause, pause));
	}

	/** What is left of the longest wait of a call. */
	Duration patience(long start) {
		Duration left = this.maxWait.minusNanos(this.time.nanos() - start);
		return left.isNegative() ? Duration.ZERO : left;
	}

}
