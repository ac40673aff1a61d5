package dev.ratelimit.internal.actuate;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.advice.Advice;
import dev.ratelimit.internal.advice.Advised;
import dev.ratelimit.internal.advice.LimitAdvice;
import dev.ratelimit.internal.advice.MostRefused;
import dev.ratelimit.internal.key.KeyMask;
import org.jspecify.annotations.Nullable;

/**
 * What the endpoint says of one limit beside its terms: whom it refuses, and which rates
 * would have been enough. Shares are decimal numbers from 0 to 1.
 *
 * @param refused the keys most refused
 * @param advice what limits have learned
 */
public record LimitInsight(MostRefused refused, LimitAdvice advice) {

	private static final int DIGITS = 5;

	private static final int SECOND = 1_000_000_000;

	List<Map<String, Object>> top(String limit, KeyMask mask) {
		return this.refused.top(limit).stream().map((one) -> {
			Map<String, Object> answer = new LinkedHashMap<>();
			answer.put("key", mask.mask(one.key()));
			answer.put("refused", one.refused());
			answer.put("error", one.error());
			return answer;
		}).toList();
	}

	/** Null unless the limit observes and has a rate. */
	@Nullable Map<String, Object> advice(String limit) {
		Advice advice = this.advice.of(limit);
		if (advice == null) {
			return null;
		}
		Map<String, Object> answer = new LinkedHashMap<>();
		answer.put("since", Instant.ofEpochSecond(advice.since() / SECOND, advice.since() % SECOND).toString());
		answer.put("calls", advice.calls());
		answer.put("keys", advice.keys());
		answer.put("sampledKeys", advice.sampledKeys());
		answer.put("rates", advice.rates().stream().map(LimitInsight::advised).toList());
		if (!advice.capacities().isEmpty()) {
			answer.put("capacities", advice.capacities().stream().map(LimitInsight::advised).toList());
		}
		return answer;
	}

	private static Map<String, Object> advised(Advised advised) {
		Map<String, Object> answer = new LinkedHashMap<>();
		answer.put("refusing", advised.target().toString());
		answer.put("of", advised.of().name().toLowerCase(Locale.ROOT));
		Limit limit = advised.limit();
		answer.put("rate", limit.rate().toString());
		if (limit.algorithm() == Algorithm.TOKEN_BUCKET) {
			answer.put("capacity", limit.quota());
		}
		answer.put("refused", rounded(advised.refused().value()));
		answer.put("error", rounded(advised.refused().error()));
		if (!advised.enough()) {
			answer.put("enough", false);
		}
		return answer;
	}

	private static BigDecimal rounded(double share) {
		BigDecimal rounded = BigDecimal.valueOf(share).setScale(DIGITS, RoundingMode.HALF_UP).stripTrailingZeros();
		return (rounded.scale() < 0) ? rounded.setScale(0) : rounded;
	}

}
