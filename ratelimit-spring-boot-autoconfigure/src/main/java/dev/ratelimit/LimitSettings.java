package dev.ratelimit;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

/**
 * Settings of a {@link Limit}, and values that follow from them. Immutable. The methods
 * are public, since they are those of the limit, the only subclass.
 */
abstract sealed class LimitSettings permits Limit {

	private static final ZoneId UTC = ZoneId.of("UTC");

	private final String name;

	private final Algorithm algorithm;

	private final Rate rate;

	private final @Nullable Long capacity;

	private final @Nullable Long initial;

	private final Refill refill;

	private final @Nullable ZoneId zone;

	private final @Nullable LocalDate starts;

	private final Duration maxWait;

	private final int maxWaiting;

	private final Mode mode;

	private final List<Duration> block;

	LimitSettings(LimitDraft draft) {
		this.name = draft.name;
		this.algorithm = draft.algorithm;
		this.rate = draft.rate;
		this.capacity = draft.capacity;
		this.initial = draft.initial;
		this.refill = draft.refill;
		this.zone = draft.zone;
		this.starts = draft.starts;
		this.maxWait = draft.maxWait;
		this.maxWaiting = draft.maxWaiting;
		this.mode = draft.mode;
		this.block = draft.block;
	}

	/**
	 * {@return the name}
	 */
	public String name() {
		return this.name;
	}

	/**
	 * {@return the algorithm that decides}
	 */
	public Algorithm algorithm() {
		return this.algorithm;
	}

	/**
	 * {@return the permits per period; of {@link Algorithm#CONCURRENCY} the permits per
	 * longest hold, such as {@code 2/1m}}
	 */
	public Rate rate() {
		return this.rate;
	}

	/**
	 * {@return the most permits that may be held at once; null unless the algorithm is
	 * {@link Algorithm#CONCURRENCY}}
	 */
	public @Nullable Long concurrent() {
		return (this.algorithm == Algorithm.CONCURRENCY) ? this.rate.permits() : null;
	}

	/**
	 * {@return the longest that a permit may be held; null unless the algorithm is
	 * {@link Algorithm#CONCURRENCY}}
	 */
	public @Nullable Duration maxHold() {
		return (this.algorithm == Algorithm.CONCURRENCY) ? this.rate.period() : null;
	}

	/**
	 * {@return the most permits a token bucket can save up; null if that is not set}
	 */
	public @Nullable Long capacity() {
		return this.capacity;
	}

	/**
	 * {@return the permits a new key's bucket starts with; null if that is not set}
	 */
	public @Nullable Long initial() {
		return this.initial;
	}

	/**
	 * {@return how a token bucket is refilled}
	 */
	public Refill refill() {
		return this.refill;
	}

	/**
	 * {@return whose calendar a rate such as 1000/month counts by; UTC if that is not
	 * set}
	 */
	public ZoneId zone() {
		return (this.zone != null) ? this.zone : UTC;
	}

	@Nullable ZoneId zoneSet() {
		return this.zone;
	}

	/**
	 * {@return the date from which the windows of a rate such as 1000/month are counted;
	 * null if that is not set: 1 January, and for weeks a Monday}
	 */
	public @Nullable LocalDate starts() {
		return this.starts;
	}

	/**
	 * {@return the longest that a caller waits; zero refuses at once}
	 */
	public Duration maxWait() {
		return this.maxWait;
	}

	/**
	 * {@return the most callers that wait at once on this node}
	 */
	public int maxWaiting() {
		return this.maxWaiting;
	}

	/**
	 * {@return whether refusals are carried out}
	 */
	public Mode mode() {
		return this.mode;
	}

	/**
	 * Returns the times for which a refusal blocks its key, whatever permits the key has
	 * left. See {@link LimitBuilder#block}.
	 * @return the times, ascending, unmodifiable; empty if refused keys are not blocked
	 */
	public List<Duration> block() {
		return this.block;
	}

	/**
	 * Returns the most permits one call can be granted.
	 * @return the capacity of a token bucket, else the rate's permits
	 */
	public long quota() {
		return (this.capacity != null) ? this.capacity : this.rate.permits();
	}

	/**
	 * Returns the permits a new key starts with.
	 * @return from 0 to {@link #quota()}
	 */
	public long initialPermits() {
		return (this.initial != null) ? this.initial : quota();
	}

	/**
	 * Returns the time in which the whole quota becomes available.
	 * @return a token bucket's time to fill from empty, rounded up to whole nanoseconds
	 * (and to whole periods if refilled by interval); else the period, of a calendar rate
	 * the nominal one
	 */
	public Duration window() {
		if (this.algorithm != Algorithm.TOKEN_BUCKET) {
			return this.rate.period();
		}
		if (this.refill == Refill.INTERVAL) {
			long periods = (quota() - 1) / this.rate.permits() + 1;
			return Duration.ofNanos(periods * this.rate.periodNanos());
		}
		return this.rate.timeFor(quota());
	}

	/** A limit of these settings with a change. */
	final Limit with(Consumer<LimitDraft> change) {
		LimitDraft draft = new LimitDraft(this);
		change.accept(draft);
		return draft.limit();
	}

	@Override
	public boolean equals(@Nullable Object other) {
		return this == other || (other instanceof LimitSettings limit && this.name.equals(limit.name)
				&& this.algorithm == limit.algorithm && this.rate.equals(limit.rate)
				&& Objects.equals(this.capacity, limit.capacity) && Objects.equals(this.initial, limit.initial)
				&& this.refill == limit.refill && Objects.equals(this.zone, limit.zone)
				&& Objects.equals(this.starts, limit.starts) && this.maxWait.equals(limit.maxWait)
				&& this.maxWaiting == limit.maxWaiting && this.mode == limit.mode && this.block.equals(limit.block));
	}

	/** Covers only what differs between plans, as it is computed for each response. */
	@Override
	public int hashCode() {
		int hash = 31 * (31 * this.name.hashCode() + Long.hashCode(quota())) + this.rate.hashCode();
		return (this.starts != null) ? 31 * hash + this.starts.hashCode() : hash;
	}

	@Override
	public String toString() {
		return "Limit[name=%s, algorithm=%s, rate=%s, capacity=%s, initial=%s, refill=%s, zone=%s, starts=%s, maxWait=%s, maxWaiting=%d, mode=%s, block=%s]"
			.formatted(this.name, this.algorithm.id(), this.rate, this.capacity, this.initial, this.refill, this.zone,
					this.starts, this.maxWait, this.maxWaiting, this.mode, this.block);
	}

}
