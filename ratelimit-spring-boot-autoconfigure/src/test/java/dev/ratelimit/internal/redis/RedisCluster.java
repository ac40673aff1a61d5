package dev.ratelimit.internal.redis;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.springframework.data.redis.connection.RedisClusterConfiguration;

/**
 * Three masters with a replica each, every server behind a proxy under whose port it is
 * known to clients and to the others.
 */
final class RedisCluster implements AutoCloseable {

	private static final int MASTERS = 3;

	private static final long SOON = TimeUnit.SECONDS.toNanos(30);

	final List<RedisServer> servers = new ArrayList<>();

	final List<TcpProxy> proxies = new ArrayList<>();

	RedisCluster() throws IOException {
		for (int i = 0; i < 2 * MASTERS; i++) {
			int port = RedisServer.freePort();
			TcpProxy proxy = new TcpProxy(port);
			this.proxies.add(proxy);
			this.servers.add(RedisServer.start(port, "--cluster-enabled", "yes", "--cluster-node-timeout", "1000",
					"--cluster-replica-validity-factor", "0", "--cluster-announce-port", String.valueOf(proxy.port())));
		}
		for (RedisServer server : this.servers) {
			server.command("CLUSTER", "MEET", "127.0.0.1", String.valueOf(this.servers.get(0).port()));
		}
		int[] edges = { 0, 5461, 10922, 16384 };
		for (int i = 0; i < MASTERS; i++) {
			this.servers.get(i)
				.command("CLUSTER", "ADDSLOTSRANGE", String.valueOf(edges[i]), String.valueOf(edges[i + 1] - 1));
		}
		for (int i = 0; i < MASTERS; i++) {
			String master = this.servers.get(i).command("CLUSTER", "MYID").lines().skip(1).findFirst().orElseThrow();
			RedisServer replica = this.servers.get(i + MASTERS);
			await(() -> replica.command("CLUSTER", "REPLICATE", master).startsWith("+OK"));
		}
		awaitWhole();
	}

	/** Until every server sees three masters and three replicas, all in touch. */
	void awaitWhole() {
		for (RedisServer server : this.servers) {
			await(() -> {
				String nodes = server.command("CLUSTER", "NODES");
				return server.command("CLUSTER", "INFO").contains("cluster_state:ok")
						&& nodes.split("slave", -1).length == MASTERS + 1 && !nodes.contains("fail");
			});
		}
	}

	RedisClusterConfiguration target() {
		RedisClusterConfiguration target = new RedisClusterConfiguration();
		this.proxies.forEach((proxy) -> target.clusterNode("127.0.0.1", proxy.port()));
		return target;
	}

	/** Connections that clients hold to the servers, other servers being none. */
	long connections() {
		long connections = 0;
		for (RedisServer server : this.servers) {
			connections += server.command("CLIENT", "LIST", "TYPE", "NORMAL")
				.lines()
				.filter((line) -> line.startsWith("id=") && !line.contains("cmd=client"))
				.count();
		}
		return connections;
	}

	static void await(Check check) {
		long deadline = System.nanoTime() + SOON;
		while (!check.holds()) {
			if (System.nanoTime() > deadline) {
				throw new AssertionError("The servers do not find together");
			}
			LockSupport.parkNanos(20_000_000);
		}
	}

	@Override
	public void close() throws IOException {
		this.servers.forEach(RedisServer::close);
		for (TcpProxy proxy : this.proxies) {
			proxy.close();
		}
	}

	interface Check {

		boolean holds();

	}

}
