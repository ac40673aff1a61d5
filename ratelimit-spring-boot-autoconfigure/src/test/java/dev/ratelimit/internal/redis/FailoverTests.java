package dev.ratelimit.internal.redis;

import java.util.concurrent.locks.LockSupport;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.remote.OnFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What is lost when a replica takes over that had not received everything: Redis
 * replicates without waiting.
 */
@Timeout(60)
class FailoverTests {

	private static final Limit LIMIT = Limit.of("api", Algorithm.FIXED_WINDOW, "10/10d");

	@Test
	void permitsThatTheReplicaLackedAreGrantedOnceMore() {
		try (RedisServer master = RedisServer.start();
				RedisServer replica = RedisServer.start("--replicaof", "127.0.0.1 " + master.port())) {
			await(() -> master.command("INFO", "replication").contains("state=online"));
			try (Node before = Node.patient(master.port(), OnFailure.DENY, LIMIT)) {
				assertThat(spend(before, 4)).isEqualTo(4);
				long written = offset(master, "master_repl_offset");
				await(() -> offset(replica, "slave_repl_offset") >= written);
				replica.command("REPLICAOF", "NO", "ONE");
				// The master does not know yet that it has a successor
				assertThat(spend(before, 3)).isEqualTo(3);
			}
			try (Node after = Node.patient(replica.port(), OnFailure.DENY, LIMIT)) {
				assertThat(after.get("api").peek("key").remaining()).isEqualTo(10 - 4);
				assertThat(spend(after, 20)).as("13 in all: 10, and the 3 that were lost").isEqualTo(10 - 4);
			}
		}
	}

	/** How far a server is. WAIT would know only of what its own connection wrote. */
	private static long offset(RedisServer server, String name) {
		String info = server.command("INFO", "replication");
		return Long.parseLong(info.replaceAll("(?s).*" + name + ":(\\d+).*", "$1"));
	}

	private static int spend(Node node, int calls) {
		int admitted = 0;
		for (int i = 0; i < calls; i++) {
			admitted += node.get("api").tryAcquire("key").allowed() ? 1 : 0;
		}
		return admitted;
	}

	private static void await(Check check) {
		long deadline = System.nanoTime() + 20_000_000_000L;
		while (!check.holds()) {
			assertThat(System.nanoTime()).as("the replica follows").isLessThan(deadline);
			LockSupport.parkNanos(10_000_000);
		}
	}

	private interface Check {

		boolean holds();

	}

}
