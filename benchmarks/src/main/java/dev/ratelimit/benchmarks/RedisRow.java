package dev.ratelimit.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.internal.redis.RedisRateLimiterRegistry;
import dev.ratelimit.internal.redis.RedisSettings;
import io.github.bucket4j.BucketConfiguration;
import io.github.bucket4j.distributed.BucketProxy;
import io.github.bucket4j.distributed.ExpirationAfterWriteStrategy;
import io.github.bucket4j.distributed.proxy.ProxyManager;
import io.github.bucket4j.distributed.proxy.optimization.Optimization;
import io.github.bucket4j.distributed.proxy.optimization.Optimizations;
import io.github.bucket4j.distributed.serialization.Mapper;
import io.github.bucket4j.redis.lettuce.Bucket4jLettuce;
import io.lettuce.core.ScriptOutputType;
import io.lettuce.core.api.sync.RedisCommands;
import org.jspecify.annotations.Nullable;
import org.redisson.Redisson;
import org.redisson.api.RRateLimiter;
import org.redisson.api.RateType;
import org.redisson.api.RedissonClient;
import org.redisson.config.Config;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;

/**
 * Who keeps a token bucket per key in Redis, as their documentation has it. All admit:
 * the buckets are too large to be emptied, and refill slowly, so that their keys stay.
 */
enum RedisRow {

	PING("PING", "ping"),

	BARE("a bare script of one key", "evalsha"),

	OURS("ours", "evalsha", "eval"),

	LEASED("ours, lease: 1000", "evalsha", "eval"),

	LEASED_MORE("ours, lease: 10000", "evalsha", "eval"),

	GATEWAY("Spring Cloud Gateway's script", "evalsha"),

	/** Each GET is a trip, or in a script that is one. */
	BUCKET4J("Bucket4j on Lettuce", "get"),

	/** One bucket object a key, as only its callers travel together. */
	BUCKET4J_BATCHING("Bucket4j on Lettuce, batching", "get"),

	REDISSON("Redisson", "evalsha", "eval");

	private static final long PLENTY = 5_000_000_000L;

	/**
	 * The least that keeps a bucket: one time stamp, moved on by each call. One permit a
	 * 600,000 us, as 100/1m has it.
	 */
	private static final String SCRIPT = """
			local time = redis.call('TIME')
			local now = time[1] * 1000000 + time[2]
			local after = math.max(tonumber(redis.call('GET', KEYS[1]) or 0), now) + ARGV[1]
			local wait = after - now - ARGV[2]
			if wait > 0 then
			  return {0, wait}
			end
			redis.call('SET', KEYS[1], string.format('%.0f', after), 'PX', string.format('%.0f', (after - now) / 1000))
			return {1, 0}
			""";

	private final String title;

	private final String[] trips;

	RedisRow(String title, String... trips) {
		this.title = title;
		this.trips = trips;
	}

	String title() {
		return this.title;
	}

	/** How many trips the server has counted, of nobody else. */
	double trips(RedisProcess.Counts counts) {
		return counts.calls(this.trips);
	}

	/** Connects; whoever is connected stays so to the end. */
	Subject subject(RedisProcess server) throws IOException {
		return switch (this) {
			case PING -> {
				RedisCommands<String, String> commands = server.client().connect().sync();
				yield (key) -> commands.ping().equals("PONG");
			}
			case BARE -> {
				String interval = String.valueOf(600_000);
				String burst = String.valueOf(600_000 * PLENTY);
				yield script(server, SCRIPT, (key) -> new String[] { "barelimit:{" + key + "}:api" }, interval, burst);
			}
			case OURS -> ours(server, 0);
			case LEASED -> ours(server, 1_000);
			case LEASED_MORE -> ours(server, 10_000);
			case GATEWAY -> gateway(server);
			case BUCKET4J -> bucket4j(server, null);
			case BUCKET4J_BATCHING -> bucket4j(server, Optimizations.batching());
			case REDISSON -> redisson(server);
		};
	}

	private static Subject script(RedisProcess server, String text, Keys keys, String... arguments) {
		RedisCommands<String, String> commands = server.client().connect().sync();
		String sha = commands.scriptLoad(text);
		return (key) -> {
			List<Long> reply = commands.evalsha(sha, ScriptOutputType.MULTI, keys.of(key), arguments);
			return reply.get(0) == 1;
		};
	}

	private static Subject ours(RedisProcess server, int lease) {
		LettuceConnectionFactory application = new LettuceConnectionFactory("127.0.0.1", server.port());
		application.afterPropertiesSet();
		RedisSettings defaults = RedisSettings.defaults();
		// On a busy machine the default time-out would bring in the fallback
		RedisSettings settings = new RedisSettings(defaults.keyPrefix(), Duration.ofSeconds(10), defaults.onFailure(),
				lease, defaults.hashSecret());
		Limit limit = Limit.of("api", Algorithm.TOKEN_BUCKET, "100/1m").withCapacity(PLENTY);
		RateLimiter limiter = RedisRateLimiterRegistry
			.connect(List.of(new LimitTerms(limit, Map.of())), null, TimeSource.system(), 1_000_000, settings, null,
					application)
			.get("api");
		return (key) -> {
			Decision decision = limiter.tryAcquire(key);
			return decision.allowed() && !decision.degraded();
		};
	}

	/** Its script is on the class path; called as its filter does. */
	private static Subject gateway(RedisProcess server) throws IOException {
		try (InputStream in = RedisRow.class.getResourceAsStream("/META-INF/scripts/request_rate_limiter.lua")) {
			String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
			return script(server, text, (key) -> {
				String prefix = "request_rate_limiter.{route." + key + "}.";
				return new String[] { prefix + "tokens", prefix + "timestamp" };
			}, "2", String.valueOf(PLENTY), "", "1");
		}
	}

	private static Subject bucket4j(RedisProcess server, @Nullable Optimization optimization) {
		ProxyManager<String> buckets = Bucket4jLettuce.casBasedBuilder(server.client())
			.expirationAfterWrite(
					ExpirationAfterWriteStrategy.basedOnTimeForRefillingBucketUpToMax(Duration.ofSeconds(10)))
			.build()
			.withMapper(Mapper.STRING::toBytes);
		BucketConfiguration configuration = BucketConfiguration.builder()
			.addLimit((limit) -> limit.capacity(PLENTY).refillGreedy(100, Duration.ofMinutes(1)))
			.build();
		if (optimization == null) {
			return (key) -> buckets.getProxy("bucket4j:" + key, () -> configuration).tryConsume(1);
		}
		Map<String, BucketProxy> shared = new ConcurrentHashMap<>();
		return (key) -> shared
			.computeIfAbsent(key,
					(name) -> buckets.builder()
						.withOptimization(optimization)
						.build("bucket4j:" + name, () -> configuration))
			.tryConsume(1);
	}

	/** Remembers each permit for the whole period, so that a longer one costs more. */
	private static Subject redisson(RedisProcess server) {
		Config config = new Config();
		config.useSingleServer().setAddress("redis://127.0.0.1:" + server.port());
		RedissonClient client = Redisson.create(config);
		Set<String> known = ConcurrentHashMap.newKeySet();
		return (key) -> {
			RRateLimiter limiter = client.getRateLimiter("redisson:" + key);
			if (known.add(key)) {
				limiter.trySetRate(RateType.OVERALL, 1_000_000, Duration.ofSeconds(1));
			}
			return limiter.tryAcquire();
		};
	}

	private interface Keys {

		String[] of(String key);

	}

}
