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
 * What is written under {@code ratelimit}. Immutable. Anything else written there stops
 * the application, see {@link PropertyNameCheck}. Rules that have names are in
 * {@link ConfiguredRules}.
 *
 * @param enabled Whether anything is limited. If not, there is no filter and no
 * interceptor, and limiters used in code admit everything.
 * @param store Where what was spent is kept.
 * @param limits Limits by name.
 * @param web Limits on web requests by path.
 * @param messaging Limits on messages of STOMP clients by destination.
 * @param cache The keys held in memory.
 * @param redis How the redis store uses Redis.
 * @param hashSecret Secret under which keys leave the process, to Redis for one, only as
 * an HMAC. They leave as they are if it is empty.
 * @param failOnUnlimited Whether the application stops when a method is annotated or a
 * rule written that cannot limit anything, instead of a warning.
 */
@ConfigurationProperties("ratelimit")
public record RateLimitProperties(@DefaultValue("true") boolean enabled, @DefaultValue("local") Store store,
		@DefaultValue Map<String, LimitProperties> limits, @DefaultValue Web web, @DefaultValue Messaging messaging,
		@DefaultValue Cache cache, @DefaultValue Redis redis, @DefaultValue("") String hashSecret,
		@DefaultValue("false") boolean failOnUnlimited) {

	/**
	 * Where what was spent is kept.
	 */
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
	 * @param maxHold Longest a permit is held with algorithm concurrency. One that nobody
	 * gives back is free again after it. Defaults to 1m.
	 * @param maxWait Longest a caller may be made to wait for its permits. With zero it
	 * is refused at once.
	 * @param maxWaiting Callers that may wait at once on this node. More are refused.
	 * @param mode Whether refusals are carried out or only counted and reported.
	 * @param overrides Other rates for some keys, by key. A key with other characters
	 * than letters, digits, '-' and '_' is written in brackets: "[a@b.com]".
	 * @param onFailure Who decides under this limit while Redis does not answer. Defaults
	 * to 'ratelimit.redis.on-failure'.
	 * @param plans Other rates for calls whose rule or annotation names a plan, by the
	 * plan's name.
	 * @param key SpEL expression for whose quota is spent by rules and annotations that
	 * name no key. Defaults to the client's address on web calls and elsewhere to one key
	 * that all share.
	 * @param plan SpEL expression for the plan of rules and annotations that name none.
	 * @param block How long a key that is refused stays refused, whatever it has left.
	 * Several such as '1m, 10m, 1h', ascending: each block that follows another within
	 * the longest of them is the next. Defaults to not at all.
	 * @param zone Time zone whose calendar a rate such as '1000/month' counts by.
	 * Defaults to UTC.
	 * @param starts Date from which a rate such as '1000/month' is counted, such as a
	 * billing day; the 31st is a month's last day. Defaults to 1 January, for weeks to a
	 * Monday.
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
	 * @param capacity Most permits this key can save up. Defaults to the limit's
	 * capacity, or if it has none to this rate's permits.
	 * @param initial Permits this key starts with. Defaults to the limit's initial
	 * permits, or if it has none to this capacity.
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
	 * limit's capacity, or if it has none to this rate's permits.
	 * @param initial Permits a key starts with on this plan. Defaults to the limit's
	 * initial permits, or if it has none to this capacity.
	 * @param block How long a key that is refused on this plan stays refused. Defaults to
	 * the limit's.
	 * @param concurrent Most permits a key may hold at once on this plan. Defaults to the
	 * limit's.
	 */
	public record PlanProperties(@Nullable Rate rate, @Nullable Long capacity, @Nullable Long initial,
			@Nullable List<Duration> block, @Nullable Long concurrent) {

		/**
		 * The same settings as of a key.
		 * @return as an override has them
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
	 * under a name. Each one that matches applies, in order.
	 * @param clientAddressHeader Header that trusted proxies name the client in, a list
	 * or a single address. Only this one is read.
	 * @param trustedProxies CIDR blocks of the proxies whose header is believed, such as
	 * '10.0.0.0/8'. Not together with server.forward-headers-strategy.
	 * @param ipv6Prefix Bits of an IPv6 address that make up one client, 1 to 128.
	 * @param headers Rate limit headers to answer with.
	 */
	public record Web(@DefaultValue("true") boolean enabled, @DefaultValue List<RuleDefinition> rules,
			@DefaultValue("X-Forwarded-For") String clientAddressHeader, @DefaultValue List<String> trustedProxies,
			@DefaultValue("64") int ipv6Prefix, @DefaultValue("standard") HeaderStyle headers) {

	}

	/**
	 * Limits on messages of STOMP clients.
	 *
	 * @param rules Rules that say which messages spend which limits. Each one that
	 * matches applies, in order.
	 * @param refusalDestination Destination such as '/queue/refusals' at which a client
	 * that subscribes to '/user/queue/refusals' is told of its refused messages. If it is
	 * empty, they are dropped without a word.
	 */
	public record Messaging(@DefaultValue List<MessageRuleDefinition> rules,
			@DefaultValue("") String refusalDestination) {

	}

	/**
	 * The keys held in memory.
	 *
	 * @param maximumSize Most keys held per limit, at least 1. Beyond it the least used
	 * are forgotten even if what they spent still counts. Defaults to what fits into an
	 * eighth of the heap, shared by all limits, at most 1000000.
	 */
	public record Cache(@Nullable Long maximumSize) {

		/**
		 * Checks that the values are in range.
		 * @param maximumSize see {@link #maximumSize}
		 */
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
	 * @param keyPrefix What the names of all keys in Redis begin with. Defaults to
	 * 'ratelimit:' and the application's name.
	 * @param connectionFactory Name of the bean that says where Redis is, needed where
	 * there are several.
	 * @param timeout Longest a decision may take because of Redis, above zero.
	 * @param onFailure Who decides while Redis does not answer.
	 * @param lease Most permits of a busy key that a node fetches ahead per trip. With 0
	 * it asks Redis for every call.
	 */
	public record Redis(@Nullable String keyPrefix, @Nullable String connectionFactory,
			@DefaultValue("100ms") Duration timeout, @DefaultValue("local") OnFailure onFailure,
			@DefaultValue("0") int lease) {

		/**
		 * Checks that the values are in range.
		 * @param keyPrefix see {@link #keyPrefix}
		 * @param connectionFactory see {@link #connectionFactory}
		 * @param timeout see {@link #timeout}
		 * @param onFailure see {@link #onFailure}
		 * @param lease see {@link #lease}
		 */
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
		}

	}

}
