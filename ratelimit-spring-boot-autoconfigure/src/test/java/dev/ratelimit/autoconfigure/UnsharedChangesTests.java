package dev.ratelimit.autoconfigure;

import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.redis.RedisServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Changes that not all nodes on one Redis can follow.
 */
@ExtendWith(OutputCaptureExtension.class)
class UnsharedChangesTests extends NodesOfOneRedis {

	@Test
	void underASecretNoMessageNamesAKey() {
		this.node
			.withPropertyValues("ratelimit.hash-secret=pepper", "ratelimit.limits.api.overrides.somebody.initial=20")
			.run((node) -> assertThatIllegalArgumentException()
				.isThrownBy(() -> changes(node).change("api", "10/1d", null, null, null))
				.withMessageContaining("Invalid initial (20)")
				.satisfies((failure) -> assertThat(failure.getMessage()).doesNotContain("somebody")));
	}

	@Test
	void aChangeDoesNotReachNodesOfAnotherConfigurationAndTheySayIt(CapturedOutput output) {
		this.node.run((before) -> {
			changes(before).change("api", "10/1d", null, null, null);
			changes(before).change("login", "6/1d", null, null, null);
			this.node.withPropertyValues("ratelimit.limits.api.rate=500/1d").run((after) -> {
				assertThat(quota(after, "api")).isEqualTo(500);
				assertThat(quota(after, "login")).as("configured as before").isEqualTo(6);
				changes(after).poll();
				changes(before).poll();
				assertThat(quota(before, "api")).as("until it is gone").isEqualTo(10);
				assertThat(output).containsOnlyOnce("The change of limit 'api' at run time (rate 10/1d, since ");
			});
		});
	}

	@Test
	void aChangeThatNoNodeHoldsIsForgotten() throws InterruptedException {
		this.node.run((before) -> changes(before).change("api", "10/1d", null, null, null));
		this.node.withPropertyValues("ratelimit.limits.api.rate=500/1d").run((after) -> {
			changes(after).change("login", "6/1d", null, null, null);
			StringRedisTemplate redis = after.getBean(StringRedisTemplate.class);
			redis.<String, String>opsForHash().entries(KEY).forEach((field, value) -> {
				if (field.endsWith(" api")) {
					redis.opsForHash().put(KEY, field, value.replaceFirst(" \\d+ ", " 1 "));
				}
			});
			changes(after).poll();
			assertThat(redis.opsForHash().keys(KEY)).singleElement().asString().endsWith(" login");
		});
	}

	@Test
	void aChangeThatANodeCannotFollowIsIgnoredAndLoggedOnce(CapturedOutput output) {
		this.node.withPropertyValues("ratelimit.limits.extra.rate=1/s")
			.run((first) -> this.node.withPropertyValues("ratelimit.limits.api.initial=20").run((second) -> {
				changes(first).change("extra", "2/s", null, null, null);
				changes(first).change("api", "10/1d", null, null, null);
				changes(first).change("login", "6/1d", null, null, null);
				changes(second).poll();
				changes(second).poll();
				assertThat(quota(second, "login")).isEqualTo(6);
				assertThat(quota(second, "api")).isEqualTo(30);
				assertThat(output.getAll().split("A change of limit 'extra'", -1)).hasSize(2);
				assertThat(output).containsOnlyOnce("The change of limit 'api' at run time (rate 10/1d, since ");
			}));
	}

	@Test
	void withoutRedisAChangeHoldsHereAndTheOthersFollowLater() {
		RedisServer own = RedisServer.start();
		this.node.withPropertyValues("spring.data.redis.port=" + own.port(), "ratelimit.redis.timeout=100ms")
			.run((first) -> {
				own.close();
				changes(first).change("api", "60/1d", null, null, null);
				assertThat(quota(first, "api")).isEqualTo(60);
				assertThat(first.getBean(RateLimiterRegistry.class).get("api").tryAcquire("key").quota()).isEqualTo(60);
			});
	}

	@Test
	void aChangeThatRedisDoesNotTakeHoldsHereAndTheLogSaysItOnce(CapturedOutput output) {
		this.node.run((first) -> {
			server.command("CONFIG", "SET", "maxmemory", "1");
			try {
				changes(first).change("api", "60/1d", null, null, null);
				changes(first).poll();
				assertThat(quota(first, "api")).isEqualTo(60);
				assertThat(output).containsOnlyOnce("are not shared with other nodes (OOM ")
					.contains("raise its maxmemory");
			}
			finally {
				server.command("CONFIG", "SET", "maxmemory", "0");
			}
			changes(first).poll();
			assertThat(output).containsOnlyOnce("Changes of limits at run time are shared again");
			this.node.run((second) -> assertThat(quota(second, "api")).isEqualTo(60));
		});
	}

	@Test
	void aChangeReplacesAnEarlierOneWhateverRedissClockSays() {
		this.node.run((first) -> {
			changes(first).change("api", "60/1d", null, null, null);
			StringRedisTemplate redis = first.getBean(StringRedisTemplate.class);
			redis.<String, String>opsForHash()
				.entries(KEY)
				.forEach((field, value) -> redis.opsForHash()
					.put(KEY, field, value.replaceFirst("^\\d+", "4000000000000000")));
			changes(first).poll();
			redis.delete(KEY);
			changes(first).change("api", "70/1d", null, null, null);
			assertThat(quota(first, "api")).isEqualTo(70);
			this.node.run((second) -> assertThat(quota(second, "api")).isEqualTo(70));
			assertThat(changes(first).takeBack("api")).isTrue();
			this.node.run((second) -> assertThat(quota(second, "api")).isEqualTo(30));
		});
	}

	@Test
	void aChangeThatRedisCannotCountChangesNothing() {
		this.node.run((first) -> {
			assertThatIllegalArgumentException()
				.isThrownBy(() -> changes(first).change("api", "10/500ns", null, null, null))
				.withMessageContaining("ratelimit.limits.api.rate")
				.withMessageContaining("microseconds");
			assertThat(quota(first, "api")).isEqualTo(30);
			assertThat(first.getBean(RateLimiterRegistry.class).get("api").tryAcquire("key").quota()).isEqualTo(30);
		});
	}

}
