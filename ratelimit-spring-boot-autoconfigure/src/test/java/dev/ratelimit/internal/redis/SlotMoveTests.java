package dev.ratelimit.internal.redis;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.remote.OnFailure;
import io.lettuce.core.cluster.SlotHash;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.data.redis.connection.RedisClusterConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A cluster that moves a slot, asked by a user with the documented commands only.
 */
@Timeout(120)
class SlotMoveTests {

	private static final RedisSettings SETTINGS = new RedisSettings("ratelimit:", Duration.ofSeconds(30),
			OnFailure.LOCAL, 0, "");

	private static RedisCluster cluster;

	@BeforeAll
	static void start() throws Exception {
		cluster = new RedisCluster();
		for (RedisServer server : cluster.servers) {
			DocumentedUser.make(server, DocumentedUser.rules() + " " + DocumentedUser.inACluster());
		}
	}

	@AfterAll
	static void end() throws Exception {
		cluster.close();
	}

	@Test
	void oneEntryIsAskedWhereItIsAndTwoAreTheFallbacksUntilTheSlotHasMoved() {
		Limit hour = Limit.of("hour", Algorithm.TOKEN_BUCKET, "3/1h");
		Limit month = Limit.of("month", Algorithm.FIXED_WINDOW, "3/month");
		Limit login = Limit.of("login", Algorithm.TOKEN_BUCKET, "3/1h").withBlock(Duration.ofHours(1));
		int slot = SlotHash.getSlot("known");
		String later = IntStream.range(0, Integer.MAX_VALUE)
			.mapToObj((i) -> "new-" + i)
			.filter((key) -> SlotHash.getSlot(key) == slot)
			.findFirst()
			.orElseThrow();
		try (Node node = node(hour, month, login)) {
			node.callUntil("login", (calls) -> calls.inARow >= 10);
			assertThat(node.get("hour").tryAcquire("known").remaining()).isEqualTo(2);
			move(slot);
			for (String limit : List.of("hour", "month")) {
				assertThat(node.get(limit).tryAcquire("known").degraded()).as(limit).isFalse();
				assertThat(node.get(limit).tryAcquire(later).degraded()).as(limit).isFalse();
				assertThat(node.get(limit).tryAcquire(later).remaining()).as(limit).isEqualTo(1);
			}
			assertThat(node.registry.degradation()).isNull();
			Decision twoEntries = node.get("login").tryAcquire(later);
			assertThat(twoEntries.degraded()).isTrue();
			assertThat(node.registry.degradation()).contains("TRYAGAIN").contains("slot");
		}
	}

	@Test
	void oneNodeAskedAsIfItWereAloneSaysThatItIsAClusters() {
		int master = cluster.proxies.get(0).port();
		try (Node node = Node.on(master, OnFailure.LOCAL, Limit.of("api", Algorithm.TOKEN_BUCKET, "3/1h"))) {
			node.callUntil("api", (calls) -> String.valueOf(node.registry.degradation()).contains("MOVED"));
			assertThat(node.registry.degradation()).contains("MOVED").contains("spring.data.redis.cluster.nodes");
		}
	}

	private static Node node(Limit... limits) {
		RedisClusterConfiguration target = cluster.target();
		target.setUsername(DocumentedUser.NAME);
		target.setPassword(DocumentedUser.PASSWORD);
		return Node.on(target, SETTINGS, limits);
	}

	/** Begins to move a slot from its master to another, and does not end. */
	private static void move(int slot) {
		int from = (slot < 5461) ? 0 : (slot < 10922) ? 1 : 2;
		RedisServer source = cluster.servers.get(from);
		RedisServer target = cluster.servers.get((from + 1) % 3);
		String number = String.valueOf(slot);
		assertThat(target.command("CLUSTER", "SETSLOT", number, "IMPORTING", id(source))).startsWith("+OK");
		assertThat(source.command("CLUSTER", "SETSLOT", number, "MIGRATING", id(target))).startsWith("+OK");
	}

	private static String id(RedisServer server) {
		return server.command("CLUSTER", "MYID").lines().skip(1).findFirst().orElseThrow();
	}

}
