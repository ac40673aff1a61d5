package dev.ratelimit.internal.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.remote.OnFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Permits fetched ahead.
 */
@Timeout(60)
class LeaseTests {

	private static final int QUOTA = 10_000;

	@ParameterizedTest
	@EnumSource(names = { "TOKEN_BUCKET", "FIXED_WINDOW", "SLIDING_WINDOW_LOG", "SLIDING_WINDOW_COUNTER" })
	void severalNodesTogetherAdmitTheLimitAndNotOneMore(Algorithm algorithm) throws Exception {
		Limit limit = Limit.of("api", algorithm, QUOTA + "/10d");
		String prefix = Redis.prefix();
		AtomicLong admitted = new AtomicLong();
		long tripsBefore = trips();
		List<Node> nodes = List.of(node(prefix, limit), node(prefix, limit), node(prefix, limit));
		List<Thread> threads = new ArrayList<>();
		for (Node node : nodes) {
			for (int i = 0; i < 2; i++) {
				Thread thread = new Thread(() -> {
					for (int call = 0; call < QUOTA; call++) {
						admitted.addAndGet(node.get("api").tryAcquire("hot").permits());
					}
				});
				threads.add(thread);
				thread.start();
			}
		}
		for (Thread thread : threads) {
			thread.join();
		}
		assertThat(trips() - tripsBefore).as("trips for %d calls", 6 * QUOTA).isLessThan(6 * QUOTA / 10);
		assertThat(admitted.get()).isLessThanOrEqualTo(QUOTA).isGreaterThan(QUOTA - 3 * 500);
		nodes.forEach(Node::close);
		// What lay on the nodes is there again
		try (Node later = node(prefix, limit)) {
			long left = later.get("api").peek("hot").remaining();
			assertThat(admitted.get() + left).isEqualTo(QUOTA);
		}
	}

	@Test
	void aColdKeyIsAskedCallByCall() {
		Limit limit = Limit.of("api", Algorithm.TOKEN_BUCKET, QUOTA + "/10d");
		String prefix = Redis.prefix();
		try (Node node = node(prefix, limit); Node other = node(prefix, limit)) {
			for (int i = 0; i < 5; i++) {
				node.get("api").tryAcquire("cold");
			}
			assertThat(other.get("api").peek("cold").remaining()).isEqualTo(QUOTA - 5);
		}
	}

	@Test
	void aSmallLimitIsAskedCallByCall() {
		Limit limit = Limit.of("api", Algorithm.TOKEN_BUCKET, "79/1d");
		String prefix = Redis.prefix();
		try (Node node = node(prefix, limit); Node other = node(prefix, limit)) {
			for (int i = 0; i < 60; i++) {
				node.get("api").tryAcquire("hot");
			}
			assertThat(other.get("api").peek("hot").remaining()).isEqualTo(19);
		}
	}

	@Test
	void aLeasedPermitCanBeRefunded() {
		Limit limit = Limit.of("api", Algorithm.FIXED_WINDOW, QUOTA + "/10d");
		String prefix = Redis.prefix();
		try (Node other = node(prefix, limit)) {
			try (Node node = node(prefix, limit)) {
				for (int i = 0; i < 100; i++) {
					Decision decision = node.get("api").tryAcquire("hot");
					node.get("api").refund("hot", decision);
				}
			}
			assertThat(other.get("api").peek("hot").remaining()).isEqualTo(QUOTA);
		}
	}

	private static long trips() {
		String stats = Redis.server().command("INFO", "commandstats");
		long calls = 0;
		for (String line : stats.split("\r\n")) {
			if (line.startsWith("cmdstat_evalsha:")) {
				calls = Long.parseLong(line.replaceAll(".*calls=(\\d+),.*", "$1"));
			}
		}
		return calls;
	}

	private static Node node(String prefix, Limit limit) {
		RedisSettings settings = new RedisSettings(prefix, Duration.ofSeconds(5), OnFailure.DENY, 500, "");
		return Node.on(new RedisStandaloneConfiguration("127.0.0.1", Redis.server().port()), settings, limit);
	}

}
