package dev.ratelimit.internal.servlet;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.http.HeaderStyle;
import jakarta.servlet.http.HttpServletResponse;
import org.jspecify.annotations.Nullable;

/**
 * Writes what is left of which limits into a response.
 */
final class RateLimitHeaders {

	static final String LIMIT = "RateLimit";

	static final String POLICY = "RateLimit-Policy";

	static final String LEGACY_LIMIT = "X-RateLimit-Limit";

	static final String LEGACY_REMAINING = "X-RateLimit-Remaining";

	static final String LEGACY_RESET = "X-RateLimit-Reset";

	/** The greatest integer of a structured field. */
	private static final long GREATEST = 999_999_999_999_999L;

	/** Plans by the thousand are possible, each with a policy of its own. */
	private static final int MOST_REMEMBERED = 1000;

	private final Map<Limit, String> policies = new ConcurrentHashMap<>();

	private final HeaderStyle style;

	RateLimitHeaders(HeaderStyle style) {
		this.style = style;
	}

	/** Seconds rounded up, at least 1. */
	static long retryAfterSeconds(Decision refusal) {
		return Math.max(1, secondsUp(refusal.retryAfter()));
	}

	private static long secondsUp(Duration duration) {
		return (duration.getNano() > 0) ? duration.getSeconds() + 1 : duration.getSeconds();
	}

	void write(Exchange exchange, HttpServletResponse response) {
		Decision[] parts = exchange.parts();
		if (parts.length == 0) {
			return;
		}
		if (this.style.standard()) {
			response.setHeader(POLICY, policies(parts));
			response.setHeader(LIMIT, limits(parts, exchange.refusal()));
		}
		if (this.style.legacy()) {
			Decision least = least(parts);
			response.setHeader(LEGACY_LIMIT, Long.toString(least.quota()));
			response.setHeader(LEGACY_REMAINING, Long.toString(least.remaining()));
			response.setHeader(LEGACY_RESET, Long.toString(reset(least, exchange.refusal())));
		}
	}

	private String policies(Decision[] parts) {
		if (parts.length == 1) {
			return policy(LimitDecision.of(parts[0]).policy());
		}
		StringBuilder text = new StringBuilder(32 * parts.length);
		for (Decision part : parts) {
			text.append(text.isEmpty() ? "" : ", ").append(policy(LimitDecision.of(part).policy()));
		}
		return text.toString();
	}

	private String policy(Limit limit) {
		String known = this.policies.get(limit);
		if (known == null) {
			known = "\"%s\";q=%d;w=%d".formatted(limit.name(), Math.min(limit.quota(), GREATEST),
					Math.max(1, secondsUp(limit.window())));
			if (this.policies.size() < MOST_REMEMBERED) {
				this.policies.put(limit, known);
			}
		}
		return known;
	}

	private static String limits(Decision[] parts, @Nullable Decision refusal) {
		StringBuilder text = new StringBuilder(32 * parts.length);
		for (Decision part : parts) {
			text.append(text.isEmpty() ? "\"" : ", \"").append(part.limit()).append("\";r=");
			text.append(Math.min(part.remaining(), GREATEST));
			long reset = reset(part, refusal);
			if (reset > 0) {
				text.append(";t=").append(reset);
			}
		}
		return text.toString();
	}

	/** Of the limit that refused, when to come back. */
	private static long reset(Decision part, @Nullable Decision refusal) {
		if (refusal != null && !part.allowed() && part.limit().equals(refusal.limit())) {
			return retryAfterSeconds(refusal);
		}
		return secondsUp(part.resetAfter());
	}

	private static Decision least(Decision[] parts) {
		Decision least = parts[0];
		for (Decision part : parts) {
			boolean less = part.remaining() < least.remaining();
			least = (less || (part.remaining() == least.remaining() && !part.allowed() && least.allowed())) ? part
					: least;
		}
		return least;
	}

}
