package dev.ratelimit.internal.properties;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;

import dev.ratelimit.Algorithm;
import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.Mode;
import dev.ratelimit.Rate;
import dev.ratelimit.Refill;
import dev.ratelimit.internal.http.HeaderStyle;
import dev.ratelimit.internal.http.RuleDefinition;
import dev.ratelimit.internal.messaging.MessageRuleDefinition;
import dev.ratelimit.internal.remote.OnFailure;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Properties under {@code ratelimit}. Immutable. Unknown properties there stop the
 * application, see {@link PropertyNameCheck}. Rules with names are in
 * {@link ConfiguredRules}.
 *
 * @param enabled Whether anything is limited. If false, there is no filter and no
 * interceptor, and limiters in code admit everything.
 * @param store Where the state of keys is kept.
 * @param limits Limits by name.
 * @param web Limits on web requests by path.
 * @param messaging Limits on messages of STOMP clients by destination.
 * @param cache Keys held in memory.
 * @param redis How the redis store uses Redis.
 * @param hashSecret Secret of an HMAC. If it is set, keys leave the process, for example
 * to Redis, only as that HMAC. If it is empty, they leave unchanged.
 * @param failOnUnlimited Whether an annotation or a rule that cannot limit anything stops
 * the application. If false, it is a warning.
 */
@ConfigurationProperties("ratelimit")
public record RateLimitProperties(@DefaultValue("true") boolean enabled, @DefaultValue("local") Store store,
		@DefaultValue Map<String, LimitProperties> limits, @DefaultValue Web web, @DefaultValue Messaging messaging,
		@DefaultValue Cache cache, @DefaultValue Redis redis, @DefaultValue("") String hashSecret,
		@DefaultValue("false") boolean failOnUnlimited) {

	/**
	 * With JPA each bean is asked for its hash as it is created. That of all components
	 * would first be linked for each record below, which a start notices.
	 */
	@Override
	public int hashCode() {
		return this.limits.keySet().hashCode();
	}

	/** Places where the state of keys is kept. */
	public enum Store {

		/** In this process's memory. */
		LOCAL,

		/** In Redis, where many nodes share it. */
		REDIS

	}

	/**
	 * One limit.
	 *
	 * @param algorithm Algorithm that decides.
	 * @param rate Permits per period, such as '100/1m', '5/s' or '10/250ms'; units ns,
	 * us, ms, s, m, h and d. With fixed-window also by the calendar, such as
	 * '1000/month': day, week, month or year written out. Required, except with algorithm
	 * concurrency.
	 * @param capacity Most permits a token bucket can save up. Defaults to the rate's
	 * permits.
	 * @param initial Permits a new key's token bucket starts with. Defaults to the
	 * capacity.
	 * @param refill Whether a token bucket is refilled continuously or by the whole rate
	 * every period.
	 * @param concurrent Most permits that may be held at once, with algorithm
	 * concurrency. Required there.
	 * @param maxHold Longest time that a permit is held, with algorithm concurrency. A
	 * permit that nobody gives back is free again after it. Defaults to 1m.
	 * @param maxWait Longest time that a caller waits for its permits. Zero refuses at
	 * once.
	 * @param maxWaiting Most callers that wait at once on this node. More are refused.
	 * @param mode Whether refusals are carried out or only counted and reported.
	 * @param overrides Other settings for some keys, by key. Put a key with characters
	 * other than letters, digits, '-' and '_' in brackets: "[a@b.com]".
	 * @param onFailure Who decides under this limit while Redis does not answer. Defaults
	 * to 'ratelimit.redis.on-failure'.
	 * @param plans Other settings for calls whose rule or annotation names a plan, by the
	 * plan's name.
	 * @param key SpEL expression for the key of rules and annotations that name none.
	 * Defaults to the client's address on web calls, and elsewhere to one key that all
	 * callers share.
	 * @param plan SpEL expression for the plan of rules and annotations that name none.
	 * @param block Times for which a refusal blocks its key, whatever permits it has
	 * left, such as '15m' or, ascending, '1m, 10m, 1h': a block that follows another
	 * within the longest time takes the next. Defaults to no block.
	 * @param zone Time zone whose calendar a rate such as '1000/month' counts by.
	 * Defaults to UTC.
	 * @param starts Date from which a rate such as '1000/month' is counted, such as a
	 * billing day. The 31st means the last day of a shorter month. Defaults to 1 January,
	 * for weeks to a Monday.
	 */
	public record LimitProperties(@DefaultValue("token-bucket") Algorithm algorithm, @Nullable Rate rate,
			@Nullable Long capacity, @Nullable Long initial, @DefaultValue("greedy") Refill refill,
			@Nullable Long concurrent, @Nullable Duration maxHold, @DefaultValue("0s") Duration maxWait,
			@DefaultValue("100") int maxWaiting, @DefaultValue("enforce") Mode mode,
			@DefaultValue Map<String, OverrideProperties> overrides, @Nullable OnFailure onFailure,
			@DefaultValue Map<String, PlanProperties> plans, @DefaultValue("") String key,
			@DefaultValue("") String plan, @DefaultValue List<Duration> block, @Nullable ZoneId zone,
			@Nullable LocalDate starts) {

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

	/**
	 * Limits on web requests.
	 *
	 * @param enabled Whether the rules are applied. Annotated methods stay limited
	 * without them.
	 * @param rules Rules that say which requests spend which limits, as a list or each
	 * under a name. Each rule that matches applies, in order.
	 * @param clientAddressHeader Header in which trusted proxies name the client: a list
	 * of addresses or a single one. No other header is read.
	 * @param trustedProxies CIDR blocks of the proxies whose header is believed, such as
	 * '10.0.0.0/8'. Not together with server.forward-headers-strategy.
	 * @param ipv6Prefix Length of the IPv6 prefix that counts as one client, 1 to 128.
	 * @param headers Rate limit headers of responses.
	 */
	public record Web(@DefaultValue("true") boolean enabled, @DefaultValue List<RuleDefinition> rules,
			@DefaultValue("X-Forwarded-For") String clientAddressHeader, @DefaultValue List<String> trustedProxies,
			@DefaultValue("64") int ipv6Prefix, @DefaultValue("standard") HeaderStyle headers) {

	}

	/**
	 * Limits on messages of STOMP clients.
	 *
	 * @param rules Rules that say which messages spend which limits. Each rule that
	 * matches applies, in order.
	 * @param refusalDestination Destination of notices about refused messages, such as
	 * '/queue/refusals'; clients subscribe to '/user/queue/refusals'. If it is empty, no
	 * notice is sent.
	 */
	public record Messaging(@DefaultValue List<MessageRuleDefinition> rules,
			@DefaultValue("") String refusalDestination) {

	}

	/**
	 * Keys held in memory.
	 *
	 * @param maximumSize Most keys held per limit, at least 1. Beyond it the least used
	 * keys are forgotten, even if what they spent still counts. Defaults to what fits
	 * into an eighth of the heap, shared by all limits, at most 1000000.
	 */
	public record Cache(@Nullable Long maximumSize) {

		public Cache {
			if (maximumSize != null && maximumSize < 1) {
				throw new InvalidConfigurationException("ratelimit.cache.maximum-size",
						"'%d' is too small".formatted(maximumSize), "Write the most keys held per limit, at least 1");
			}
		}

	}

	/**
	 * How the redis store uses Redis. The connection is the one of spring.data.redis.
	 *
	 * @param keyPrefix Prefix of the names of all keys in Redis. Defaults to 'ratelimit:'
	 * and the application's name.
	 * @param connectionFactory Name of the connection factory's bean. Required if there
	 * are several and none is primary.
	 * @param timeout Longest time that a decision waits for Redis, above zero.
	 * @param onFailure Who decides while Redis does not answer.
	 * @param lease Most permits of a busy key that a node fetches ahead per trip. With 0
	 * the node asks Redis for every call.
	 */
	public record Redis(@Nullable String keyPrefix, @Nullable String connectionFactory,
			@DefaultValue("100ms") Duration timeout, @DefaultValue("local") OnFailure onFailure,
			@DefaultValue("0") int lease) {

		public Redis {
			if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(Duration.ofMinutes(1)) > 0) {
				throw new InvalidConfigurationException("ratelimit.redis.timeout",
						"'%d ms' is out of range".formatted(timeout.toMillis()),
						"Write a duration above zero and up to 1m, such as 100ms");
			}
			if (lease < 0) {
				throw new InvalidConfigurationException("ratelimit.redis.lease", "'%d' is below zero".formatted(lease),
						"Write the most permits to fetch ahead, or 0 to ask Redis for every call");
			}
			if (keyPrefix != null && keyPrefix.startsWith("{}", keyPrefix.indexOf('{'))) {
				throw new InvalidConfigurationException("ratelimit.redis.key-prefix",
						"'%s' has an empty hash tag, so that a cluster would spread the entries of one key"
							.formatted(keyPrefix),
						"Leave out the braces, or write something between them");
			}
		}

	}

}
