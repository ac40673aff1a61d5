package dev.ratelimit.internal.messaging;

import java.util.List;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.check.Mistakes;
import dev.ratelimit.internal.expression.Expressions;
import dev.ratelimit.local.LocalRateLimiters;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.util.AntPathMatcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class MessageRulesTests {

	private static MessageRules compile(MessageRuleDefinition... rules) {
		return MessageRules.compile(List.of(rules),
				LocalRateLimiters.builder()
					.limit(Limit.tokenBucket("two", "2/1h").build())
					.limit(Limit.concurrency("flight", 2).build())
					.build(),
				new Expressions(new StaticListableBeanFactory()));
	}

	private static MessageRuleDefinition rule(String limit, @Nullable String destination, @Nullable String key) {
		return new MessageRuleDefinition(List.of(limit), (destination != null) ? List.of(destination) : null, null, key,
				null, null);
	}

	@ParameterizedTest
	@CsvSource({ "/app/a, /app/a, true", "/app/a, /app//a, true", "/app/a, /app/b, false", "/app/*, /app/a/b, false",
			"/app/**, /app/a/b, true", "/app/{room}, /app/a, true", "/**, /topic/a, true" })
	void destinationsMatchAsInMappings(String pattern, String destination, boolean matches) {
		assertThat(compile(rule("two", pattern, null)).rules().get(0).matches(destination, new AntPathMatcher()))
			.isEqualTo(matches);
	}

	@Test
	void dotsSeparateWhereTheApplicationSaysSo() {
		MessageRule rule = compile(rule("two", "/app/chat.*", null)).rules().get(0);
		AntPathMatcher dots = new AntPathMatcher(".");
		assertThat(rule.matches("/app/chat.a", dots)).isTrue();
		assertThat(rule.matches("/app/chat.a.b", dots)).isFalse();
	}

	@ParameterizedTest
	@CsvSource(nullValues = "null", value = { "two, '/app/{a:[}', null, destinations, is no pattern of destinations",
			"two, null, null, destinations, names no destination", "two, /app, path, key, unknown name 'path'",
			"too, /app, null, limits, did you mean 'two'", "flight, /app, null, limits, counts calls in flight" })
	void aMistakeIsNamed(String limit, @Nullable String destination, @Nullable String key, String property,
			String problem) {
		assertThatException().isThrownBy(() -> compile(rule(limit, destination, key)))
			.withMessageContaining("ratelimit.messaging.rules[0]." + property)
			.withMessageContaining(problem);
	}

	@Test
	void aLimitOfCallsInFlightIsOneMistake() {
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> compile(rule("flight", "/app", null)))
			.satisfies((mistakes) -> assertThat(Mistakes.in(mistakes)).hasSize(1));
	}

	@Test
	void allMistakesAreNamedAtOnce() {
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> compile(rule("too", null, "path"), rule("two", null, null)))
			.satisfies((mistakes) -> assertThat(Mistakes.in(mistakes)).extracting(InvalidConfigurationException::where)
				.containsExactly("ratelimit.messaging.rules[0].limits", "ratelimit.messaging.rules[0].key",
						"ratelimit.messaging.rules[0].destinations", "ratelimit.messaging.rules[1].destinations"));
	}

}
