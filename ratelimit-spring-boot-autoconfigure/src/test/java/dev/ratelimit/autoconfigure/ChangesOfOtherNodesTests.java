package dev.ratelimit.autoconfigure;

import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.changes.ChangesOfOtherNodes;
import dev.ratelimit.internal.changes.LimitsInForce;
import dev.ratelimit.internal.properties.RateLimitProperties;
import dev.ratelimit.internal.redis.RedisServer;
import dev.ratelimit.internal.remote.SharedChanges;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.ArgumentCaptor;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Several nodes on one Redis. Each asks on its own every two seconds; here the tests have
 * them ask.
 */
@ExtendWith(OutputCaptureExtension.class)
class ChangesOfOtherNodesTests {

	private static final String KEY = "ratelimit:changes";

	private static RedisServer server;

	private final ApplicationContextRunner node = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(DataRedisAutoConfiguration.class, RateLimitAutoConfiguration.class,
				RedisRateLimitAutoConfiguration.class, LocalRateLimitAutoConfiguration.class))
		.withPropertyValues("ratelimit.store=redis", "ratelimit.redis.timeout=5s", "ratelimit.limits.api.rate=30/1d",
				"ratelimit.limits.login.rate=5/1d", "ratelimit.limits.login.algorithm=fixed-window",
				"spring.data.redis.host=127.0.0.1", "spring.data.redis.port=" + server.port());

	@BeforeAll
	static void start() {
		server = RedisServer.start();
	}

	@AfterAll
	static void end() {
		server.close();
	}

	@BeforeEach
	void forget() {
		this.node.run((context) -> context.getBean(StringRedisTemplate.class).delete(KEY));
	}

	@Test
	void allNodesFollowAndANewOneStartsWithIt() {
		this.node.run((first) -> this.node.run((second) -> {
			changes(first).change("api", "60/1d", null, null, null);
			assertThat(quota(first, "api")).isEqualTo(60);
			changes(second).poll();
			assertThat(quota(second, "api")).isEqualTo(60);
			assertThat(changes(second).changed("api")).isNotNull();
			this.node.run((third) -> assertThat(quota(third, "api")).isEqualTo(60));
			Long left = first.getBean(StringRedisTemplate.class).getExpire(KEY);
			assertThat(left).isBetween(1L, 10L);
		}));
	}

	@Test
	void everyTwoSecondsANodeAsksAndAFailureIsNotTheLastTime() {
		this.node.run((first) -> {
			SharedChanges shared = mock(SharedChanges.class);
			ScheduledExecutorService executor = mock(ScheduledExecutorService.class);
			given(shared.exchange(any())).willReturn(Map.of())
				.willThrow(new IllegalStateException("no answer"))
				.willReturn(Map.of(field(first), "60/1d - - - 0"));
			LimitsInForce limits = new LimitsInForce(first.getBean(RateLimiterRegistry.class),
					first.getBean(RateLimitProperties.class));
			try (ChangesOfOtherNodes following = new ChangesOfOtherNodes(limits, shared, executor)) {
				assertThat(following).isNotNull();
				ArgumentCaptor<Runnable> poll = ArgumentCaptor.forClass(Runnable.class);
				then(executor).should().scheduleWithFixedDelay(poll.capture(), eq(2L), eq(2L), eq(TimeUnit.SECONDS));
				poll.getValue().run();
				assertThat(quota(first, "api")).isEqualTo(30);
				poll.getValue().run();
				assertThat(quota(first, "api")).isEqualTo(60);
			}
			then(executor).should().shutdownNow();
		});
	}

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
	void nodesThatChangeDifferentLimitsAtOnceKeepBothAndOfOneLimitTheLast() {
		this.node.run((first) -> this.node.run((second) -> {
			changes(first).change("api", "60/1d", null, null, null);
			changes(second).change("login", "6/1d", null, null, null);
			changes(second).change("api", "70/1d", null, null, "observe");
			changes(first).poll();
			for (ApplicationContext context : new ApplicationContext[] { first, second }) {
				assertThat(quota(context, "api")).isEqualTo(70);
				assertThat(quota(context, "login")).isEqualTo(6);
			}
		}));
	}

	@Test
	void takingBackCountsOnAllNodesAndForNewOnes() {
		this.node.run((first) -> this.node.run((second) -> {
			changes(first).change("api", "60/1d", null, null, null);
			changes(second).poll();
			assertThat(changes(second).takeBack("api")).isTrue();
			assertThat(changes(second).takeBack("api")).isFalse();
			changes(first).poll();
			for (ApplicationContext context : new ApplicationContext[] { first, second }) {
				assertThat(quota(context, "api")).isEqualTo(30);
				assertThat(changes(context).changed("api")).isNull();
			}
			this.node.run((third) -> assertThat(quota(third, "api")).isEqualTo(30));
			changes(first).change("api", "61/1d", null, null, null);
			changes(second).poll();
			assertThat(quota(second, "api")).isEqualTo(61);
		}));
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
	void aRefreshOnOneNodeTakesThemBackOnAll(CapturedOutput output) {
		this.node.run((first) -> this.node.run((second) -> {
			changes(first).change("api", "60/1d", null, null, null);
			changes(second).poll();
			RateLimitProperties configured = second.getBean(RateLimitProperties.class);
			changes(second).refresh(() -> configured);
			changes(first).poll();
			assertThat(quota(first, "api")).isEqualTo(30);
			assertThat(quota(second, "api")).isEqualTo(30);
			assertThat(output).containsOnlyOnce("The change of limit 'api' at run time (rate 60/1d, since ");
			changes(first).change("api", "61/1d", null, null, null);
			changes(second).poll();
			assertThat(quota(second, "api")).isEqualTo(61);
		}));
	}

	@Test
	void aRedisThatHasForgottenIsToldAgain() {
		this.node.run((first) -> this.node.run((second) -> {
			changes(first).change("api", "60/1d", null, null, null);
			first.getBean(StringRedisTemplate.class).delete(KEY);
			changes(first).poll();
			changes(second).poll();
			assertThat(quota(second, "api")).isEqualTo(60);
		}));
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

	/** What a change of the limit is shared by. */
	private static String field(ApplicationContext context) {
		changes(context).change("api", "31/1d", null, null, null);
		String field = context.getBean(StringRedisTemplate.class)
			.<String, String>opsForHash()
			.keys(KEY)
			.iterator()
			.next();
		changes(context).takeBack("api");
		return field;
	}

	private static LimitsInForce changes(ApplicationContext context) {
		return context.getBean(LimitsInForce.class);
	}

	private static long quota(ApplicationContext context, String limit) {
		return context.getBean(RateLimiterRegistry.class).get(limit).peek("somebody").quota();
	}

}
