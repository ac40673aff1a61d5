package dev.ratelimit.internal.properties;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Mode;
import dev.ratelimit.Rate;
import dev.ratelimit.Refill;
import dev.ratelimit.internal.remote.OnFailure;
import org.jspecify.annotations.Nullable;

/**
 * One limit under {@code ratelimit.limits}. Immutable. Its defaults are in the
 * constructor: for each limit the binder would read the annotations of all parameters
 * once for each of them, and convert each default from its text.
 *
 * @param algorithm Algorithm that decides.
 * @param rate Permits per period, such as '100/1m', '5/s' or '10/250ms'; units ns, us,
 * ms, s, m, h and d. With fixed-window also by the calendar, such as '1000/month': day,
 * week, month or year written out. Required, except with algorithm concurrency.
 * @param capacity Most permits a token bucket can save up. Defaults to the rate's
 * permits.
 * @param initial Permits a new key's token bucket starts with. Defaults to the capacity.
 * @param refill Whether a token bucket is refilled continuously or by the whole rate
 * every period.
 * @param concurrent Most permits that may be held at once, with algorithm concurrency.
 * Required there.
 * @param maxHold Longest time that a permit is held, with algorithm concurrency. A permit
 * that nobody gives back is free again after it. Defaults to 1m.
 * @param maxWait Longest time that a caller waits for its permits. Zero refuses at once.
 * @param maxWaiting Most callers that wait at once on this node. More are refused.
 * @param mode Whether refusals are carried out or only counted and reported.
 * @param overrides Other settings for some keys, by key. Put a key with characters other
 * than letters, digits, '-' and '_' in brackets: "[a@b.com]".
 * @param onFailure Who decides under this limit while Redis does not answer. Defaults to
 * 'ratelimit.redis.on-failure'.
 * @param plans Other settings for calls whose rule or annotation names a plan, by the
 * plan's name.
 * @param key SpEL expression for the key of rules and annotations that name none.
 * Defaults to the client's address on web calls, and elsewhere to one key that all
 * callers share.
 * @param plan SpEL expression for the plan of rules and annotations that name none.
 * @param block Times for which a refusal blocks its key, whatever permits it has left,
 * such as '15m' or, ascending, '1m, 10m, 1h': a block that follows another within the
 * longest time takes the next. Defaults to no block.
 * @param zone Time zone whose calendar a rate such as '1000/month' counts by. Defaults to
 * UTC.
 * @param starts Date from which a rate such as '1000/month' is counted, such as a billing
 * day. The 31st means the last day of a shorter month. Defaults to 1 January, for weeks
 * to a Monday.
 */
public record LimitProperties(Algorithm algorithm, @Nullable Rate rate, @Nullable Long capacity, @Nullable Long initial,
		Refill refill, @Nullable Long concurrent, @Nullable Duration maxHold, Duration maxWait, Integer maxWaiting,
		Mode mode, Map<String, OverrideProperties> overrides, @Nullable OnFailure onFailure,
		Map<String, PlanProperties> plans, String key, String plan, List<Duration> block, @Nullable ZoneId zone,
		@Nullable LocalDate starts) {

	/**
	 * Puts what is left out at its default.
	 * @param algorithm algorithm; null: token bucket
	 * @param rate rate; null: none
	 * @param capacity permits; null: the rate's
	 * @param initial permits; null: the capacity
	 * @param refill refill; null: greedy
	 * @param concurrent permits; null: none
	 * @param maxHold time; null: the limit's default
	 * @param maxWait time; null: none
	 * @param maxWaiting callers; null: 100
	 * @param mode mode; null: enforce
	 * @param overrides by key; null: none
	 * @param onFailure who decides; null: as for all limits
	 * @param plans by name; null: none
	 * @param key expression; null: none
	 * @param plan expression; null: none
	 * @param block times; null: none
	 * @param zone time zone; null: UTC
	 * @param starts date; null: 1 January, for weeks a Monday
	 */
	public LimitProperties(@Nullable Algorithm algorithm, @Nullable Rate rate, @Nullable Long capacity,
			@Nullable Long initial, @Nullable Refill refill, @Nullable Long concurrent, @Nullable Duration maxHold,
			@Nullable Duration maxWait, @Nullable Integer maxWaiting, @Nullable Mode mode,
			@Nullable Map<String, OverrideProperties> overrides, @Nullable OnFailure onFailure,
			@Nullable Map<String, PlanProperties> plans, @Nullable String key, @Nullable String plan,
			@Nullable List<Duration> block, @Nullable ZoneId zone, @Nullable LocalDate starts) {
		this.algorithm = Objects.requireNonNullElse(algorithm, Algorithm.TOKEN_BUCKET);
		this.rate = rate;
		this.capacity = capacity;
		this.initial = initial;
		this.refill = Objects.requireNonNullElse(refill, Refill.GREEDY);
		this.concurrent = concurrent;
		this.maxHold = maxHold;
		this.maxWait = Objects.requireNonNullElse(maxWait, Duration.ZERO);
		this.maxWaiting = Objects.requireNonNullElse(maxWaiting, 100);
		this.mode = Objects.requireNonNullElse(mode, Mode.ENFORCE);
		this.overrides = Objects.requireNonNullElse(overrides, Map.of());
		this.onFailure = onFailure;
		this.plans = Objects.requireNonNullElse(plans, Map.of());
		this.key = Objects.requireNonNullElse(key, "");
		this.plan = Objects.requireNonNullElse(plan, "");
		this.block = Objects.requireNonNullElse(block, List.of());
		this.zone = zone;
		this.starts = starts;
	}

	/**
	 * A limit's other settings for one key.
	 *
	 * @param rate Permits per period for this key. Defaults to the limit's.
	 * @param capacity Most permits this key can save up. Defaults to the limit's capacity
	 * or, if it has none, to this rate's permits.
	 * @param initial Permits this key starts with. Defaults to the limit's initial
	 * permits or, if it has none, to this capacity.
	 * @param concurrent Most permits this key may hold at once. Defaults to the limit's.
	 * @param starts Date from which this key's rate by the calendar is counted. Defaults
	 * to the limit's.
	 */
	public record OverrideProperties(@Nullable Rate rate, @Nullable Long capacity, @Nullable Long initial,
			@Nullable Long concurrent, @Nullable LocalDate starts) {

	}

	/**
	 * A limit's other settings for calls on a plan.
	 *
	 * @param rate Permits per period on this plan. Defaults to the limit's.
	 * @param capacity Most permits a key can save up on this plan. Defaults to the
	 * limit's capacity or, if it has none, to this rate's permits.
	 * @param initial Permits a key starts with on this plan. Defaults to the limit's
	 * initial permits or, if it has none, to this capacity.
	 * @param block Times for which a refusal on this plan blocks its key. Defaults to the
	 * limit's.
	 * @param concurrent Most permits a key may hold at once on this plan. Defaults to the
	 * limit's.
	 */
	public record PlanProperties(@Nullable Rate rate, @Nullable Long capacity, @Nullable Long initial,
			@Nullable List<Duration> block, @Nullable Long concurrent) {

		/**
		 * Returns these settings as those of a key.
		 * @return the settings that an override has
		 */
		public OverrideProperties asOverride() {
			return new OverrideProperties(this.rate, this.capacity, this.initial, this.concurrent, null);
		}

	}

}
