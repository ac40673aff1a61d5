package dev.ratelimit.internal.changes;

import java.time.Instant;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.key.KeyMask;
import dev.ratelimit.internal.limiter.StoreRegistry;
import dev.ratelimit.internal.properties.LimitProperties;
import dev.ratelimit.internal.properties.RateLimitProperties;
import dev.ratelimit.internal.remote.SharedChanges;
import org.jspecify.annotations.Nullable;

/**
 * The limits as configured, as a refresh of the configuration leaves them, and as changed
 * at run time on top of that. Everything is checked before anything is applied. Calls are
 * decided meanwhile; only changes wait for each other.
 */
public final class LimitsInForce {

	private final RateLimiterRegistry registry;

	private final MaskedMessages masked;

	private final ChangeLog log;

	private Map<String, LimitProperties> configured;

	private volatile Map<String, LimitChange> changes = Map.of();

	private final NodeChanges nodes = new NodeChanges();

	private volatile @Nullable String refreshFailure;

	public LimitsInForce(RateLimiterRegistry registry, RateLimitProperties properties) {
		this.registry = registry;
		this.masked = new MaskedMessages(new KeyMask(properties.hashSecret()));
		this.log = new ChangeLog(registry, this.masked);
		this.configured = properties.limits();
	}

	/**
	 * Changes a limit; what is null stays as it is in force.
	 * @param limit the limit's name
	 * @param rate the rate, such as {@code 100/1m}; a capacity or initial that is not
	 * configured follows it
	 * @param capacity the most permits a token bucket can save up, a whole number
	 * @param concurrent how many permits may be held at once, a whole number
	 * @param mode {@code enforce} or {@code observe}
	 * @throws IllegalArgumentException if a value is not legal; nothing is changed then.
	 * The message says what, the bad value and what would be right
	 */
	public synchronized void change(String limit, @Nullable String rate, @Nullable String capacity,
			@Nullable String concurrent, @Nullable String mode) {
		LimitChange change = LimitChange.of(rate, capacity, concurrent, mode, Instant.now());
		if (change.isNone()) {
			throw new IllegalArgumentException(
					"Nothing to change on limit '%s': write rate, capacity, concurrent or mode".formatted(limit));
		}
		LimitChange next = this.changes.getOrDefault(limit, LimitChange.NONE).and(change);
		Limit before = this.registry.limits().get(limit);
		try {
			apply(changed(limit, next));
		}
		catch (InvalidConfigurationException ex) {
			throw new IllegalArgumentException(this.masked.of(String.valueOf(ex.getMessage())), ex);
		}
		Map<String, LimitChange> changes = new HashMap<>(this.changes);
		changes.put(limit, next);
		this.changes = changes;
		this.log.changed(limit, before);
		this.nodes.tell(field(limit), next);
		poll();
	}

	/**
	 * Takes back what was changed of a limit at run time, on all nodes.
	 * @param limit the limit's name
	 * @return whether anything was changed
	 */
	public synchronized boolean takeBack(String limit) {
		LimitChange before = this.changes.get(limit);
		if (before == null) {
			return false;
		}
		apply(changed(limit, LimitChange.NONE));
		Map<String, LimitChange> changes = new HashMap<>(this.changes);
		changes.remove(limit);
		this.changes = changes;
		this.log.takenBack(limit, before);
		this.nodes.tell(field(limit), LimitChange.NONE);
		poll();
		return true;
	}

	/**
	 * Names a change by the limit and a fingerprint of the configuration that it was made
	 * on, with a space between: the change ends when that is configured otherwise.
	 */
	private String field(String limit) {
		LimitProperties properties = this.configured.get(limit);
		return ((properties != null) ? ConfigurationPrint.of(properties) : "?") + " " + limit;
	}

	private boolean holds(String field) {
		return field.equals(field(limitOf(field)));
	}

	private static String limitOf(String field) {
		return field.substring(field.indexOf(' ') + 1);
	}

	private ConfiguredLimits changed(String limit, LimitChange change) {
		LimitProperties properties = this.configured.get(limit);
		if (properties == null) {
			throw new IllegalArgumentException("Limit '%s' is not configured on this node".formatted(limit));
		}
		return ConfiguredLimits.of(Map.of(limit, change.appliedTo(properties)));
	}

	private void apply(ConfiguredLimits limits) {
		if (!(this.registry instanceof StoreRegistry store)) {
			throw new IllegalArgumentException(
					"Limits of %s cannot be changed at run time".formatted(this.registry.getClass().getSimpleName()));
		}
		store.change(limits.terms());
	}

	/**
	 * What was changed of a limit at run time.
	 * @param limit the limit's name
	 * @return the change; null if it is as configured
	 */
	public @Nullable LimitChange changed(String limit) {
		return this.changes.get(limit);
	}

	/**
	 * A limit without what was changed at run time.
	 * @param limit the limit's name
	 * @return as configured; null if it is not configured
	 */
	public synchronized @Nullable Limit configured(String limit) {
		return this.configured.containsKey(limit) ? changed(limit, LimitChange.NONE).limits().get(0) : null;
	}

	/**
	 * Why the last refresh of the configuration was not applied.
	 * @return what is wrong with it; null if it was, or there was none
	 */
	public @Nullable String refreshFailure() {
		return this.refreshFailure;
	}

	/**
	 * Puts a configuration in force, in place of all that was changed before, here and on
	 * other nodes; if it is not legal, or needs a restart, everything stays as it is.
	 * @param source reads the configuration; throws what is wrong with it
	 * @return whether it is in force
	 */
	public synchronized boolean refresh(Supplier<RateLimitProperties> source) {
		poll();
		Map<String, String> fields = new TreeMap<>();
		this.changes.keySet().forEach((limit) -> fields.put(limit, field(limit)));
		try {
			RateLimitProperties next = source.get();
			ConfiguredLimits limits = ConfiguredLimits.of(next.limits());
			RefreshCheck.limits(this.registry.limits(), limits.limits());
			Map<String, Limit> before = this.registry.limits();
			apply(limits);
			Map<String, LimitChange> ended = new TreeMap<>(this.changes);
			this.configured = next.limits();
			this.changes = Map.of();
			this.refreshFailure = null;
			ended.forEach(this.log::ended);
			this.log.configured(limits.limits(), before);
		}
		catch (RuntimeException ex) {
			String failure = this.masked.of(RefreshCheck.text(ex));
			this.refreshFailure = failure;
			this.log.notApplied(failure);
			return false;
		}
		fields.values().forEach((field) -> this.nodes.tell(field, LimitChange.NONE));
		poll();
		return true;
	}

	/**
	 * Shares changes with other nodes from now on.
	 * @param shared what all nodes know
	 */
	synchronized void share(SharedChanges shared) {
		this.nodes.share(shared);
		poll();
	}

	/** Tells other nodes what was changed here, and follows what was changed there. */
	public synchronized void poll() {
		Map<String, String> all = this.nodes.news(this::holds);
		if (all != null) {
			follow(all);
		}
	}

	private void follow(Map<String, String> all) {
		Map<String, LimitChange> next = new LinkedHashMap<>();
		all.forEach((field, text) -> {
			String limit = limitOf(field);
			try {
				LimitChange change = LimitChange.parse(text);
				if (holds(field) && !change.isNone()) {
					apply(changed(limit, change));
					next.put(limit, change);
				}
				else if (!this.configured.containsKey(limit)) {
					throw new IllegalArgumentException("Limit '%s' is not configured on this node".formatted(limit));
				}
				else if (!change.isNone() && this.nodes.ignores(field, text)) {
					this.log.ended(limit, change);
				}
			}
			catch (IllegalArgumentException | InvalidConfigurationException ex) {
				if (this.nodes.ignores(field, text)) {
					this.log.ignored(limit, text, ex);
				}
			}
		});
		for (String limit : this.changes.keySet()) {
			if (!next.containsKey(limit)) {
				apply(changed(limit, LimitChange.NONE));
			}
		}
		next.forEach((limit, change) -> {
			if (!change.equals(this.changes.get(limit))) {
				this.log.followed(limit);
			}
		});
		this.changes = next;
	}

}
