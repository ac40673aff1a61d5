package dev.ratelimit.internal.redis;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.internal.remote.OnFailure;
import dev.ratelimit.internal.remote.SharedChanges;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;
import org.springframework.data.redis.connection.RedisStaticMasterReplicaConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a Redis user must be allowed, and what becomes of one who is not.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class AclTests {

	private static final RedisSettings SETTINGS = new RedisSettings("ratelimit:", Duration.ofSeconds(30),
			OnFailure.LOCAL, 0, "");

	private static RedisServer server;

	@BeforeAll
	static void start() {
		server = RedisServer.start();
	}

	@AfterAll
	static void end() {
		server.close();
	}

	@Test
	void theDocumentedCommandsAreEnough() {
		DocumentedUser.make(server, DocumentedUser.rules());
		List<Limit> limits = Stream.of(Algorithm.values())
			.map((algorithm) -> Limit.of(algorithm.id(), algorithm, "5/1m"))
			.toList();
		try (Node node = node(limits.toArray(Limit[]::new))) {
			for (Limit limit : limits) {
				use(node.get(limit.name()));
			}
			use(node.registry.all("fixed-window", "sliding-window-log"));
			assertThat(node.registry.sharedChanges().exchange((field) -> true)).isEmpty();
			assertThat(node.registry.degradation()).isNull();
		}
	}

	@Test
	void theDocumentedCommandsAreEnoughForAStaticMasterAndReplicas() {
		try (RedisServer replica = RedisServer.start("--replicaof", "127.0.0.1 " + server.port())) {
			String rules = DocumentedUser.rules() + " " + DocumentedUser.ofMasterAndReplicas();
			DocumentedUser.make(server, rules);
			DocumentedUser.make(replica, rules);
			RedisStaticMasterReplicaConfiguration target = new RedisStaticMasterReplicaConfiguration("127.0.0.1",
					server.port());
			target.addNode("127.0.0.1", replica.port());
			target.setUsername(DocumentedUser.NAME);
			target.setPassword(DocumentedUser.PASSWORD);
			try (Node node = Node.on(target, SETTINGS, Limit.of("api", Algorithm.FIXED_WINDOW, "3/365d"))) {
				node.callUntil("api", (calls) -> calls.inARow >= 10);
			}
		}
	}

	private static void use(RateLimiter limiter) {
		for (int call = 0; call < 8; call++) {
			Decision decision = limiter.tryAcquire("key", 1);
			assertThat(decision.degraded()).isFalse();
			if (call % 3 == 0) {
				limiter.refund("key", decision);
			}
		}
		assertThat(limiter.peek("key").degraded()).isFalse();
		limiter.reset("key");
	}

	@ParameterizedTest
	@ValueSource(strings = { "evalsha", "get", "set", "time" })
	void withoutACommandEveryCallIsDegradedAndToldOnce(String command, CapturedOutput output) {
		DocumentedUser.make(server, DocumentedUser.rules() + " -" + command);
		try (Node node = node(Limit.of("api", Algorithm.FIXED_WINDOW, "3/365d"))) {
			for (int call = 0; call < 200; call++) {
				assertThat(node.get("api").tryAcquire("key " + call).degraded()).isTrue();
			}
			node.callUntil("api", (calls) -> calls.count.get() >= 200);
			assertThat(node.registry.degradation()).containsIgnoringCase(command).contains("docs/redis.md");
			assertThat(node.registry.failures()).isGreaterThanOrEqualTo(400);
			assertThat(output).containsOnlyOnce("Redis cannot decide rate limits").doesNotContain("decides again");
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "hvals", "hset" })
	void withoutACommandChangesAreNotSharedAndTheLogNamesIt(String command, CapturedOutput output) {
		DocumentedUser.make(server, DocumentedUser.rules() + " -" + command);
		try (Node node = node(Limit.of("api", Algorithm.FIXED_WINDOW, "3/365d"))) {
			node.callUntil("api", (calls) -> !calls.last.degraded());
			SharedChanges changes = node.registry.sharedChanges();
			changes.put("api", "slower");
			assertThat(changes.exchange((field) -> true)).isNull();
			assertThat(changes.exchange((field) -> true)).isNull();
			assertThat(output).containsOnlyOnce("not shared with other nodes (" + command.toUpperCase(Locale.ROOT))
				.contains("docs/redis.md");
			assertThat(node.registry.degradation()).isNull();
		}
	}

	private static Node node(Limit... limits) {
		RedisStandaloneConfiguration target = new RedisStandaloneConfiguration("127.0.0.1", server.port());
		target.setUsername(DocumentedUser.NAME);
		target.setPassword(DocumentedUser.PASSWORD);
		return Node.on(target, SETTINGS, limits);
	}

}
