package dev.ratelimit.internal.properties;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.internal.check.Mistakes;
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
			Mistakes mistakes = new Mistakes();
			mistakes.check(() -> checkTimeout(timeout));
			mistakes.check(() -> checkLease(lease));
			mistakes.check(() -> checkPrefix(keyPrefix));
			mistakes.throwIfAny();
		}

		private static void checkTimeout(Duration timeout) {
			if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(Duration.ofMinutes(1)) > 0) {
				throw new InvalidConfigurationException("ratelimit.redis.timeout",
						"'%s' is out of range".formatted(timeout),
						"Write a duration above zero and up to 1m, such as 100ms");
			}
		}

		private static void checkLease(int lease) {
			if (lease < 0) {
				throw new InvalidConfigurationException("ratelimit.redis.lease", "'%d' is below zero".formatted(lease),
						"Write the most permits to fetch ahead, or 0 to ask Redis for every call");
			}
		}

		private static void checkPrefix(@Nullable String keyPrefix) {
			if (keyPrefix != null && keyPrefix.startsWith("{}", keyPrefix.indexOf('{'))) {
				throw new InvalidConfigurationException("ratelimit.redis.key-prefix",
						"'%s' has an empty hash tag, so that a cluster would spread the entries of one key"
							.formatted(keyPrefix),
						"Leave out the braces, or write something between them");
			}
		}

	}

}
