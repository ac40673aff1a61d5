package dev.ratelimit.autoconfigure;

import java.util.Map;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.changes.ChangesOfOtherNodes;
import dev.ratelimit.internal.changes.LimitsInForce;
import dev.ratelimit.internal.properties.RateLimitProperties;
import dev.ratelimit.internal.remote.SharedChanges;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.mockito.ArgumentCaptor;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.data.redis.core.StringRedisTemplate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.ArgumentMatchers.any;
import static org.mockito.ArgumentMatchers.eq;
import static org.mockito.BDDMockito.given;
import static org.mockito.BDDMockito.then;
import static org.mockito.Mockito.mock;

/**
 * Changes on one node that the others on the same Redis follow.
 */
@ExtendWith(OutputCaptureExtension.class)
class ChangesOfOtherNodesTests extends NodesOfOneRedis {

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

}
