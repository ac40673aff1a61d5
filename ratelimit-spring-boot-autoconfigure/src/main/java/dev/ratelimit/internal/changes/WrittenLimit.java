package dev.ratelimit.internal.changes;

import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Supplier;

import dev.ratelimit.Algorithm;
import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.Limit;
import dev.ratelimit.Rate;
import dev.ratelimit.internal.check.Mistakes;
import dev.ratelimit.internal.properties.LimitProperties;
import dev.ratelimit.internal.properties.LimitProperties.OverrideProperties;
import org.jspecify.annotations.Nullable;

/**
 * A limit as it is written for all keys, for one of them or for a plan. What is wrong
 * with it is told at once, save what might be right once another mistake is mended.
 */
final class WrittenLimit {

	static final String PREFIX = "ratelimit.limits";

	private static final Rate ANY = Rate.of("1/1s");

	private static final OverrideProperties NOTHING = new OverrideProperties(null, null, null, null, null);

	private final String where;

	private final String name;

	private final LimitProperties limit;

	private final OverrideProperties override;

	private final @Nullable List<Duration> block;

	private final Mistakes mistakes = new Mistakes();

	WrittenLimit(String where, String name, LimitProperties limit) {
		this(where, name, limit, NOTHING, null);
	}

	/**
	 * A limit with other settings.
	 * @param where where those are written
	 * @param name the limit's name
	 * @param limit what it has where nothing else is written
	 * @param override what is written instead
	 * @param block likewise; null: what the limit has
	 */
	WrittenLimit(String where, String name, LimitProperties limit, OverrideProperties override,
			@Nullable List<Duration> block) {
		this.where = where;
		this.name = name;
		this.limit = limit;
		this.override = override;
		this.block = block;
	}

	/**
	 * Reads the limit.
	 * @return the limit; null if a value or combination is not legal
	 */
	@Nullable Limit read() {
		boolean concurrency = this.limit.algorithm() == Algorithm.CONCURRENCY;
		// Takes the place of what can't be read, so that the rest can
		Limit any = this.mistakes.read(() -> at(PREFIX, () -> concurrency ? Limit.concurrency(this.name, 1).build()
				: Limit.of(this.name, this.limit.algorithm(), ANY)));
		Limit result = (any == null) ? null : settings(concurrency ? inFlight(any) : rated(any));
		return this.mistakes.problems().isEmpty() ? result : null;
	}

	/**
	 * The mistakes that were found.
	 * @return they
	 */
	Mistakes mistakes() {
		return this.mistakes;
	}

	private Limit inFlight(Limit any) {
		Rate rate = either(this.override.rate(), this.limit.rate());
		if (rate != null) {
			tell("rate", "'%s' does not go with algorithm concurrency, which has no rate".formatted(rate),
					"Write concurrent instead, the calls in flight at once, or choose another algorithm");
		}
		Long concurrent = either(this.override.concurrent(), this.limit.concurrent());
		if (concurrent == null && rate == null) {
			tell("concurrent", "the limit does not say how many calls may be in flight",
					"Write a whole number from 1, such as 2");
		}
		Limit held = set(any, "max-hold", this.limit.maxHold(), Limit::withMaxHold);
		return set(held, "concurrent", concurrent, Limit::withConcurrent);
	}

	private Limit rated(Limit any) {
		without("concurrent", either(this.override.concurrent(), this.limit.concurrent()));
		without("max-hold", this.limit.maxHold());
		Rate rate = either(this.override.rate(), this.limit.rate());
		if (rate == null) {
			tell("rate", "the limit has no rate", "Write permits/period, such as 100/1m, 5/s or 10/250ms");
			return any;
		}
		if (rate.calendar() != null && this.limit.algorithm() != Algorithm.FIXED_WINDOW) {
			tell("rate", "'%s' counts by the calendar, which only algorithm fixed-window does".formatted(rate),
					"Write algorithm: fixed-window, or a period such as 1000/30d");
			return any;
		}
		Long capacity = capacity();
		// Either may be legal only with the other
		return (isBucket() && capacity != null)
				? set(any, "capacity", capacity,
						(limit, permits) -> Limit.tokenBucket(this.name, rate.toString()).capacity(permits).build())
				: set(any, "rate", rate, Limit::withRate);
	}

	private void without(String property, @Nullable Object value) {
		if (value != null) {
			tell(property, "'%s' goes with algorithm concurrency only".formatted(value),
					"Remove it, or write algorithm: concurrency, which has no rate");
		}
	}

	private Limit settings(Limit limited) {
		Limit result = limited.withMode(this.limit.mode());
		if (!isBucket()) {
			result = set(result, "capacity", capacity(), Limit::withCapacity);
		}
		if (!isBucket() || !(isMistaken("rate") || isMistaken("capacity"))) {
			result = set(result, "initial", either(this.override.initial(), this.limit.initial()), Limit::withInitial);
		}
		result = set(result, "refill", this.limit.refill(), Limit::withRefill);
		if (!isMistaken("rate")) {
			result = calendar(result);
		}
		result = set(result, "max-wait", this.limit.maxWait(),
				(changed, wait) -> changed.withWaiting(wait, changed.maxWaiting()));
		result = set(result, "max-waiting", this.limit.maxWaiting(),
				(changed, waiting) -> changed.withWaiting(changed.maxWait(), waiting));
		return set(result, "block", either(this.block, this.limit.block()),
				(changed, lengths) -> changed.withBlock(lengths.toArray(Duration[]::new)));
	}

	private Limit calendar(Limit limited) {
		// Another rate for a key may have no calendar to inherit
		boolean calendar = this.override.rate() == null || this.override.rate().calendar() != null;
		Limit result = set(limited, "zone", calendar ? this.limit.zone() : null, Limit::withZone);
		return set(result, "starts", either(this.override.starts(), calendar ? this.limit.starts() : null),
				Limit::withStarts);
	}

	private boolean isBucket() {
		return this.limit.algorithm() == Algorithm.TOKEN_BUCKET;
	}

	private @Nullable Long capacity() {
		return either(this.override.capacity(), this.limit.capacity());
	}

	private static <T> @Nullable T either(@Nullable T first, @Nullable T second) {
		return (first != null) ? first : second;
	}

	private boolean isMistaken(String property) {
		return this.mistakes.isAt(this.where + "." + property);
	}

	private void tell(String property, String problem, String remedy) {
		this.mistakes.add(new InvalidConfigurationException(this.where + "." + property, problem, remedy));
	}

	private <T> Limit set(Limit limit, String property, @Nullable T value, BiFunction<Limit, T, Limit> change) {
		if (value == null) {
			return limit;
		}
		Limit changed = this.mistakes.read(() -> at(this.where + "." + property, () -> change.apply(limit, value)));
		return (changed != null) ? changed : limit;
	}

	private static Limit at(String where, Supplier<Limit> limit) {
		try {
			return limit.get();
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationException(where, String.valueOf(ex.getMessage()),
					where.endsWith(".rate") ? "Write permits/period, such as 100/1m, 5/s or 10/250ms"
							: "Correct it or leave it out for its default");
		}
	}

}
