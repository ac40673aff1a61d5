package dev.ratelimit.internal.method;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;

import dev.ratelimit.Decision;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.internal.expression.CallExpression;
import dev.ratelimit.internal.expression.CallRoot;
import dev.ratelimit.internal.limiter.StoreLimiter;
import org.jspecify.annotations.Nullable;

/**
 * One {@link RateLimited} of one method, read and checked.
 *
 * @param limits the names of the limits
 * @param limiter the limiter of all of them
 * @param key whose quota is spent; null for the default
 * @param permits what a call costs
 * @param condition when the limits apply; null for always
 * @param maxWait how long a caller waits at most; null for what the limits configure
 * @param fallback what answers refused calls; null for the exception
 */
record RateLimitOperation(List<String> limits, StoreLimiter limiter, @Nullable CallExpression key, Permits permits,
		@Nullable CallExpression condition, @Nullable Duration maxWait, @Nullable Fallback fallback) {

	/** The key of all calls that have none of their own. */
	private static final String SHARED = "*";

	boolean applies(@Nullable CallRoot root, Map<String, ?> arguments) {
		return this.condition == null || this.condition.test(root, arguments, true);
	}

	String key(@Nullable CallRoot root, Map<String, ?> arguments) {
		String own = (this.key != null) ? this.key.key(root, arguments) : null;
		if (own != null) {
			return own;
		}
		return (root != null) ? root.getIp() : SHARED;
	}

	Decision decide(String key, @Nullable CallRoot root, Map<String, ?> arguments) {
		try {
			return this.limiter.request(key, this.permits.of(root, arguments), this.maxWait);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			CancellationException cancelled = new CancellationException(
					"Interrupted while waiting for a permit of %s".formatted(String.join(", ", this.limits)));
			cancelled.initCause(ex);
			throw cancelled;
		}
	}

	void refund(String key, Decision decision) {
		this.limiter.refund(key, decision);
	}

	/**
	 * What a call costs.
	 *
	 * @param constant the cost if it is the same for all calls
	 * @param computed the cost if it is not
	 */
	record Permits(long constant, @Nullable CallExpression computed) {

		@Override
		public String toString() {
			return (this.computed != null) ? this.computed.toString() : Long.toString(this.constant);
		}

		long of(@Nullable CallRoot root, Map<String, ?> arguments) {
			return (this.computed != null) ? this.computed.permits(root, arguments) : this.constant;
		}

	}

}
