package dev.ratelimit.internal.redis;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.RateLimiter;
import dev.ratelimit.internal.remote.OnFailure;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.connection.RedisStandaloneConfiguration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a Redis user must be allowed, and what becomes of one who is not.
 */
@Timeout(120)
@ExtendWith(OutputCaptureExtension.class)
class AclTests {

	private static final Pattern RULE = Pattern.compile("ACL SETUSER ratelimit (.*)");

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
	void theDocumentedCommandsAreEnough() throws Exception {
		user(rules());
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

	static List<String> commands() throws Exception {
		List<String> commands = new ArrayList<>();
		for (String rule : rules().split(" ")) {
			if (rule.startsWith("+") && List.of("+evalsha", "+get", "+set", "+time").contains(rule)) {
				commands.add(rule.substring(1));
			}
		}
		return commands;
	}

	@ParameterizedTest
	@MethodSource("commands")
	void withoutACommandEveryCallIsDegradedAndToldOnce(String command, CapturedOutput output) throws Exception {
		user(rules() + " -" + command);
		try (Node node = node(Limit.of("api", Algorithm.FIXED_WINDOW, "3/1h"))) {
			for (int call = 0; call < 200; call++) {
				assertThat(node.get("api").tryAcquire("key " + call).degraded()).isTrue();
			}
			node.callUntil("api", (calls) -> calls.count.get() >= 200);
			assertThat(node.registry.degradation()).containsIgnoringCase(command).contains("docs/redis.md");
			assertThat(node.registry.failures()).isGreaterThanOrEqualTo(400);
			assertThat(output).containsOnlyOnce("Redis cannot decide rate limits").doesNotContain("decides again");
		}
	}

	private static void user(String rules) {
		server.command(Stream.concat(Stream.of("ACL", "SETUSER", "ratelimit", "reset"), Stream.of(rules.split(" ")))
			.toArray(String[]::new));
		server.command("ACL", "SETUSER", "ratelimit", "on", ">secret");
	}

	/** As the documentation has them. */
	private static String rules() throws Exception {
		Matcher rules = RULE.matcher(Files.readString(Path.of("../docs/redis.md")));
		assertThat(rules.find()).isTrue();
		return rules.group(1).replace("on >secret ", "").replaceAll("~\\S+", "~ratelimit:*");
	}

	private static Node node(Limit... limits) {
		RedisStandaloneConfiguration target = new RedisStandaloneConfiguration("127.0.0.1", server.port());
		target.setUsername("ratelimit");
		target.setPassword("secret");
		return Node.on(target, new RedisSettings("ratelimit:", Duration.ofSeconds(30), OnFailure.LOCAL, 0, ""), limits);
	}

}
