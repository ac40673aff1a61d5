package dev.ratelimit.internal.redis;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Decision;
import dev.ratelimit.Limit;
import dev.ratelimit.contract.Clock;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.StoreLimiter;
import dev.ratelimit.internal.remote.OnFailure;
import dev.ratelimit.model.Answer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What it costs to give back.
 */
@Timeout(120)
class RefundTests {

	private final Clock clock = new Clock();

	@ParameterizedTest
	@EnumSource
	void oneTripGivesBackAndSaysWhatIsLeft(Algorithm algorithm) {
		StoreLimiter limiter = limiter(Limit.of("api", algorithm, "10/1m"));
		LimitDecision first = limiter.tryAcquire("key", 1);
		this.clock.advance(7_000_000_000L);
		limiter.tryAcquire("key", 1);
		long before = calls("evalsha") + calls("eval");
		LimitDecision left = limiter.giveBack("key", first);
		assertThat(calls("evalsha") + calls("eval") - before).isEqualTo(1);
		assertThat(Answer.of(left)).isEqualTo(Answer.of(limiter.peek("key")));
		assertThat(Answer.of(limiter.giveBack("key", first))).isEqualTo(Answer.of(left));
	}

	@Test
	void aRefundReadsFewEntriesOfALongLog() {
		StoreLimiter limiter = limiter(Limit.of("api", Algorithm.SLIDING_WINDOW_LOG, "200000/1h"));
		List<Decision> spent = new ArrayList<>();
		for (int call = 0; call < 10_000; call++) {
			this.clock.advance(1_000_000L);
			spent.add(limiter.tryAcquire("key", 1));
		}
		long before = calls("lindex") + calls("lset");
		for (int call = 0; call < 20; call++) {
			limiter.refund("key", spent.get(call * 300));
		}
		assertThat((calls("lindex") + calls("lset") - before) / 20).isLessThan(400);
		assertThat(limiter.peek("key").remaining()).isEqualTo(200_000 - 10_000 + 20);
	}

	private StoreLimiter limiter(Limit limit) {
		RedisSettings settings = new RedisSettings(Redis.prefix(), Duration.ofSeconds(30), OnFailure.DENY, 0, "");
		return new RedisRateLimiterRegistry(List.of(limit), Map.of(), null, this.clock, 1000, settings, null,
				new ClockedRunner(Redis.runner(), this.clock))
			.get("api");
	}

	private static long calls(String command) {
		Matcher calls = Pattern.compile("cmdstat_" + command + ":calls=(\\d+)")
			.matcher(Redis.server().command("INFO", "commandstats"));
		return calls.find() ? Long.parseLong(calls.group(1)) : 0;
	}

}
