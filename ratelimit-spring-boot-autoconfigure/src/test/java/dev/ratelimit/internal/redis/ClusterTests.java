package dev.ratelimit.internal.redis;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.redis.Node.Calls;
import dev.ratelimit.internal.remote.OnFailure;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import org.springframework.data.redis.connection.RedisClusterConfiguration;
import org.springframework.data.redis.connection.RedisSentinelConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Several servers, one of which is killed under load.
 */
@Timeout(240)
class ClusterTests {

	private static final Log logger = LogFactory.getLog(ClusterTests.class);

	/** Fifty keys, each with a quota of three: so many a phase at most, by whom ever. */
	private static final int QUOTA = 150;

	private final List<RedisServer> servers = new ArrayList<>();

	@AfterEach
	void end() {
		this.servers.forEach(RedisServer::close);
	}

	@Test
	void aClusterThatLosesAMaster() {
		startCluster();
		RedisClusterConfiguration target = new RedisClusterConfiguration();
		this.servers.forEach((server) -> target.clusterNode("127.0.0.1", server.port()));
		Limit year = Limit.of("year", Algorithm.FIXED_WINDOW, "3/365d");
		Limit second = Limit.of("second", Algorithm.TOKEN_BUCKET, "1000/s");
		try (Node node = Node.on(target, OnFailure.LOCAL, year, second)) {
			node.callUntil("year", (calls) -> calls.inARow >= 50);
			Decision both = node.registry.all("second", "year").tryAcquire("some{where}");
			assertThat(both.parts()).hasSize(2);
			loses(node, this.servers.get(0), this.servers.get(3));
		}
	}

	private static void loses(Node node, RedisServer master, RedisServer replica) {
		Calls before = node.callUntil("year", (calls) -> calls.inARow >= 200);
		within(before);
		// On a busy machine the servers may have changed places already
		boolean changed = isMaster(replica);
		(changed ? replica : master).kill();
		Calls during = node.callUntil("year", (calls) -> calls.degraded > 0);
		within(during);
		Calls after = node.callUntil("year", (calls) -> calls.inARow >= 200);
		within(after);
		assertThat(isMaster(changed ? master : replica)).isTrue();
		// What failed last is told for some seconds
		node.callUntil("year", (calls) -> !node.registry.degraded());
		logger.info("A master lost: %s. Until another is: %s".formatted(during, after));
	}

	private static boolean isMaster(RedisServer server) {
		return server.command("ROLE").contains("master");
	}

	/** By Redis the limit, and once more by this node. */
	private static void within(Calls calls) {
		assertThat(calls.longest()).isLessThan(Node.LONGEST);
		assertThat(calls.admitted).isLessThanOrEqualTo(QUOTA);
		assertThat(calls.admittedDegraded).isLessThanOrEqualTo(QUOTA);
	}

	@Test
	void sentinelsThatPromoteAReplica() {
		RedisServer master = RedisServer.start();
		this.servers.add(master);
		RedisServer replica = RedisServer.start("--replicaof", "127.0.0.1 " + master.port());
		this.servers.add(replica);
		RedisSentinelConfiguration target = new RedisSentinelConfiguration().master("mymaster");
		for (int i = 0; i < 3; i++) {
			RedisServer sentinel = RedisServer.sentinel(master.port(), 2);
			this.servers.add(sentinel);
			target.sentinel("127.0.0.1", sentinel.port());
		}
		await(() -> master.command("INFO", "replication").contains("state=online"));
		for (RedisServer sentinel : this.servers.subList(2, 5)) {
			await(() -> sentinel.command("SENTINEL", "CKQUORUM", "mymaster").startsWith("+OK 3"));
			await(() -> sentinel.command("SENTINEL", "REPLICAS", "mymaster").contains(String.valueOf(replica.port())));
		}
		Limit limit = Limit.of("year", Algorithm.FIXED_WINDOW, "3/365d");
		try (Node node = Node.on(target, OnFailure.LOCAL, limit)) {
			loses(node, master, replica);
		}
	}

	private void startCluster() {
		for (int i = 0; i < 6; i++) {
			this.servers.add(RedisServer.start("--cluster-enabled", "yes", "--cluster-node-timeout", "1500",
					"--cluster-replica-validity-factor", "0"));
		}
		RedisServer first = this.servers.get(0);
		for (RedisServer server : this.servers) {
			server.command("CLUSTER", "MEET", "127.0.0.1", String.valueOf(first.port()));
		}
		int[] edges = { 0, 5461, 10922, 16384 };
		for (int i = 0; i < 3; i++) {
			this.servers.get(i)
				.command("CLUSTER", "ADDSLOTSRANGE", String.valueOf(edges[i]), String.valueOf(edges[i + 1] - 1));
		}
		for (int i = 0; i < 3; i++) {
			String master = this.servers.get(i).command("CLUSTER", "MYID").lines().skip(1).findFirst().orElseThrow();
			RedisServer replica = this.servers.get(i + 3);
			await(() -> replica.command("CLUSTER", "REPLICATE", master).startsWith("+OK"));
		}
		for (RedisServer server : this.servers) {
			await(() -> server.command("CLUSTER", "INFO").contains("cluster_state:ok")
					&& server.command("CLUSTER", "NODES").split("slave", -1).length == 4);
		}
		for (RedisServer replica : this.servers.subList(3, 6)) {
			await(() -> replica.command("INFO", "replication").contains("master_link_status:up"));
		}
	}

	private static void await(Check check) {
		long deadline = System.nanoTime() + Node.SOON.toNanos();
		while (!check.holds()) {
			if (System.nanoTime() > deadline) {
				throw new AssertionError("The servers do not find together");
			}
			LockSupport.parkNanos(20_000_000);
		}
	}

	private interface Check {

		boolean holds();

	}

}
