package dev.ratelimit.internal.limiter;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import dev.ratelimit.Limit;
import dev.ratelimit.LimitResolver;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Which limit a key is on: the resolver's, else its override's, else the plan's of the
 * call, else the configured one. Safe for use by many threads.
 */
public final class KeyLimits {

	/**
	 * How long a key stays on what the resolver said, as {@link LimitResolver} has it.
	 */
	public static final long RESOLVE_NANOS = Duration.ofSeconds(10).toNanos();

	private static final Log logger = LogFactory.getLog(KeyLimits.class);

	private final @Nullable LimitResolver resolver;

	private final @Nullable LimiterListener listener;

	private final AtomicBoolean logged = new AtomicBoolean();

	private final String name;

	private final TermsInForce inForce;

	/**
	 * The limits of one limit's keys.
	 * @param name the limit's name
	 * @param inForce what is in force
	 * @param resolver chooses limits by key, or null
	 * @param listener takes note of the resolver's failures, or null
	 */
	public KeyLimits(String name, TermsInForce inForce, @Nullable LimitResolver resolver,
			@Nullable LimiterListener listener) {
		this.name = name;
		this.inForce = inForce;
		this.resolver = resolver;
		this.listener = listener;
	}

	/**
	 * What is in force now: another object after each change.
	 * @return the terms
	 */
	public LimitTerms terms() {
		return this.inForce.get(this.name);
	}

	/**
	 * Tells whether anything in force has changed.
	 * @return another object after each change of any limit
	 */
	public Object version() {
		return this.inForce.all();
	}

	/**
	 * Whether a key's limit may change by itself.
	 * @return true if there is a resolver
	 */
	public boolean resolves() {
		return this.resolver != null;
	}

	/**
	 * The limit of a key.
	 * @param key the key
	 * @param plan the plan of the call; null for none
	 * @param last the one it is on, to stay on it if the resolver fails
	 * @return the limit
	 */
	public Limit limitFor(String key, @Nullable String plan, @Nullable Limit last) {
		LimitTerms terms = terms();
		if (this.resolver == null) {
			return terms.limitFor(key, plan);
		}
		try {
			Limit resolved = this.resolver.resolve(terms.onPlan(plan), key);
			return (resolved != null) ? checked(resolved, terms.configured()) : terms.limitFor(key, plan);
		}
		catch (RuntimeException ex) {
			failed(ex);
			return (last != null) ? last : terms.limitFor(key, plan);
		}
	}

	private static Limit checked(Limit resolved, Limit configured) {
		if (!resolved.name().equals(configured.name()) || resolved.algorithm() != configured.algorithm()) {
			throw new IllegalStateException("LimitResolver answered %s by %s: must keep the name and the algorithm %s"
				.formatted(resolved.name(), resolved.algorithm().id(), configured.algorithm().id()));
		}
		return resolved;
	}

	private void failed(RuntimeException cause) {
		if (this.listener != null) {
			this.listener.unresolved(this.name);
		}
		if (this.logged.compareAndSet(false, true)) {
			logger.warn("LimitResolver failed for limit '%s'; the last known or the configured limit stays. "
				.formatted(this.name) + "Further failures are counted, not logged", cause);
		}
	}

}
