package dev.ratelimit.internal.http;

import java.util.List;
import java.util.concurrent.atomic.AtomicReferenceArray;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.text.Spoken;
import org.jspecify.annotations.Nullable;

import org.springframework.http.HttpHeaders;

/**
 * Writes what is left of which limits into responses. Safe for use by many threads.
 *
 * @param <R> the type of responses
 */
public final class RateLimitHeaders<R> {

	/** What is left of each limit. */
	public static final String LIMIT = "RateLimit";

	/** What each limit grants. */
	public static final String POLICY = "RateLimit-Policy";

	/** The quota. */
	public static final String LEGACY_LIMIT = "X-RateLimit-Limit";

	/** What is left. */
	public static final String LEGACY_REMAINING = "X-RateLimit-Remaining";

	/** The seconds until nothing spent counts any more. */
	public static final String LEGACY_RESET = "X-RateLimit-Reset";

	/** The names of all that are written. */
	public static final List<String> NAMES = List.of(LIMIT, POLICY, LEGACY_LIMIT, LEGACY_REMAINING, LEGACY_RESET);

	/** All that a script of another origin may read. */
	public static final String ALL = String.join(", ", LIMIT, POLICY, LEGACY_LIMIT, LEGACY_REMAINING, LEGACY_RESET,
			HttpHeaders.RETRY_AFTER);

	/** The greatest integer of a structured field. */
	private static final long GREATEST = 999_999_999_999_999L;

	private static final long SECOND = 1_000_000_000L;

	/** A power of two. */
	private static final int SLOTS = 64;

	/** Plans by the thousand are possible, each a limit of its own. */
	private final AtomicReferenceArray<@Nullable Texts> texts = new AtomicReferenceArray<>(SLOTS);

	private final HeaderStyle style;

	private final Setter<R> setter;

	/**
	 * Headers of a style.
	 * @param style which headers
	 * @param setter sets a header of a response
	 */
	public RateLimitHeaders(HeaderStyle style, Setter<R> setter) {
		this.style = style;
		this.setter = setter;
	}

	/**
	 * The time until a refused call may be repeated.
	 * @param refusal the refusal
	 * @return seconds, rounded up, at least 1
	 */
	public static long retryAfterSeconds(Decision refusal) {
		return Spoken.seconds(refusal.retryAfter());
	}

	/**
	 * Whether a header says what is left of limits.
	 * @param name the header's name
	 * @return true if this writes headers of that name
	 */
	public static boolean isOne(String name) {
		for (int i = 0; i < NAMES.size(); i++) {
			if (NAMES.get(i).equalsIgnoreCase(name)) {
				return true;
			}
		}
		return false;
	}

	private static long secondsUp(long nanos) {
		return nanos / SECOND + ((nanos % SECOND > 0) ? 1 : 0);
	}

	/**
	 * Sets the headers, in place of those set before.
	 * @param charges what was decided about the request
	 * @param response the response, not committed
	 */
	public void write(RequestCharges charges, R response) {
		writeStandard(charges, response);
		LimitDecision least = least(charges);
		if (least != null) {
			this.setter.set(response, LEGACY_LIMIT, Long.toString(least.quota()));
			this.setter.set(response, LEGACY_REMAINING, Long.toString(least.remaining()));
			this.setter.set(response, LEGACY_RESET, Long.toString(reset(least, charges.refusal())));
		}
	}

	private void writeStandard(ShownLimits shown, R response) {
		String policies = null;
		String limits = null;
		for (int i = 0; i < shown.size(); i++) {
			if (shown.style(i, this.style).standard()) {
				Texts texts = texts(shown.shown(i));
				String limit = limit(texts, shown.shown(i), shown.refusal());
				policies = (policies != null) ? policies + ", " + texts.policy() : texts.policy();
				limits = (limits != null) ? limits + ", " + limit : limit;
			}
		}
		if (policies != null && limits != null) {
			this.setter.set(response, POLICY, policies);
			this.setter.set(response, LIMIT, limits);
		}
	}

	private Texts texts(LimitDecision part) {
		Limit limit = part.policy();
		int slot = System.identityHashCode(limit) & (SLOTS - 1);
		// No two months need be of one length
		long window = (limit.rate().calendar() != null) ? part.windowNanos() : 0;
		Texts known = this.texts.get(slot);
		if (known == null || known.limit() != limit || known.window() != window) {
			known = Texts.of(limit, window);
			this.texts.set(slot, known);
		}
		return known;
	}

	private static String limit(Texts texts, LimitDecision part, @Nullable Decision refusal) {
		long remaining = Math.min(part.remaining(), GREATEST);
		long reset = reset(part, refusal);
		return (reset > 0) ? texts.remaining() + remaining + ";t=" + reset : texts.remaining() + remaining;
	}

	/** Of the limit that refused, the time until the call may be repeated. */
	private static long reset(LimitDecision part, @Nullable Decision refusal) {
		if (refusal != null && !part.allowed() && part.limit().equals(refusal.limit())) {
			return retryAfterSeconds(refusal);
		}
		return secondsUp(part.resetAfterNanos());
	}

	/** Of the limits that are shown in this way; null if none is. */
	private @Nullable LimitDecision least(ShownLimits shown) {
		LimitDecision least = null;
		for (int i = 0; i < shown.size(); i++) {
			LimitDecision part = shown.shown(i);
			if (shown.style(i, this.style).legacy() && (least == null || isLess(part, least))) {
				least = part;
			}
		}
		return least;
	}

	private static boolean isLess(LimitDecision part, LimitDecision least) {
		return part.remaining() < least.remaining()
				|| (part.remaining() == least.remaining() && !part.allowed() && least.allowed());
	}

	/**
	 * Sets a header of a response.
	 *
	 * @param <R> the type of responses
	 */
	@FunctionalInterface
	public interface Setter<R> {

		/**
		 * Sets a header, in place of one of the same name.
		 * @param response the response
		 * @param name the header's name
		 * @param value its value
		 */
		void set(R response, String name, String value);

	}

	/**
	 * What is the same in all headers of a limit.
	 *
	 * @param limit the limit
	 * @param window the length of the window in nanoseconds; 0 for the limit's own time
	 * @param policy its policy
	 * @param remaining the begin of what is left of it
	 */
	private record Texts(Limit limit, long window, String policy, String remaining) {

		static Texts of(Limit limit, long window) {
			return new Texts(limit, window,
					"\"%s\";q=%d;%s".formatted(limit.name(), Math.min(limit.quota(), GREATEST), unit(limit, window)),
					"\"%s\";r=".formatted(limit.name()));
		}

		/** Calls in flight are counted by themselves, not by time. */
		private static String unit(Limit limit, long window) {
			if (limit.algorithm() == Algorithm.CONCURRENCY) {
				return "qu=\"concurrent-requests\"";
			}
			return "w=" + Math.max(1, secondsUp((window > 0) ? window : limit.window().toNanos()));
		}

	}

}
