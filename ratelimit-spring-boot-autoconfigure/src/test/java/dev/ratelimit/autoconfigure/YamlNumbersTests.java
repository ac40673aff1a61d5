package dev.ratelimit.autoconfigure;

import java.util.Locale;

import dev.ratelimit.internal.limiter.DisabledRateLimiterRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.i18n.LocaleContextHolder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Numbers and dates in YAML mean what they mean in a variable.
 */
class YamlNumbersTests extends PropertyRunner {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					{limits: {api: {rate: 1/1h, mode: 1}}}       | limits.api.mode       | '1' | one of: enforce, observe.
					{limits: {api: {rate: 1/1h, mode: 0}}}       | limits.api.mode       | '0' | one of: enforce, observe.
					{limits: {api: {rate: 1/1h, mode: 1.0}}}     | limits.api.mode       | '1.0' | one of: enforce, observe.
					{limits: {api: {rate: 1/1h, mode: 7}}}       | limits.api.mode       | '7' | one of: enforce, observe.
					{limits: {api: {rate: 1/1h, algorithm: 3}}}  | limits.api.algorithm  | '3' | one of: token-bucket
					{limits: {api: {rate: 1/1h, refill: 1}}}     | limits.api.refill     | '1' | one of: greedy, interval.
					{limits: {api: {rate: 1/1h, on-failure: 1}}} | limits.api.on-failure | '1' | one of: local, allow, deny.
					{store: 0}                                   | store                 | '0' | one of: local, redis.
					{redis: {on-failure: 2}}                     | redis.on-failure      | '2' | one of: local, allow, deny.
					{web: {headers: 3}}                          | web.headers           | '3' | one of: standard, legacy
					{web: {rules: [{limits: api, stage: 1}]}}    | web.rules[0].stage    | '1' | one of: auto, before-authentication
					{web: {rules: [{limits: api, headers: 3}]}}  | web.rules[0].headers  | '3' | one of: standard, legacy
					{web: {rules: {a: {limits: api, stage: 1}}}} | web.rules.a.stage     | '1' | one of: auto, before-authentication
					""")
	void aNumberIsNoValueOfAnEnum(String yaml, String where, String value, String remedy) {
		this.runner.withInitializer(Yaml.of("ratelimit: " + yaml))
			.run((context) -> assertThat(Failures.text(context.getStartupFailure()))
				.contains("    ratelimit." + where + "\n")
				.contains(value + " is not one of its values")
				.containsIgnoringCase("Use " + remedy));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					{limits: {api: {rate: 5/s, capacity: 1.5}}}                  | limits.api.capacity    | '1.5' is no whole
					{limits: {api: {rate: 5/s, capacity: 0.5}}}                  | limits.api.capacity    | '0.5' is no whole
					{limits: {api: {rate: 5/s, initial: 0.9}}}                   | limits.api.initial     | '0.9' is no whole
					{limits: {api: {rate: 5/s, initial: .nan}}}                  | limits.api.initial     | 'NaN' is no whole
					{limits: {api: {algorithm: concurrency, concurrent: 2.5}}}   | limits.api.concurrent  | '2.5' is no whole
					{limits: {api: {rate: 5/s, max-waiting: 1.5}}}               | limits.api.max-waiting | '1.5' is no whole
					{limits: {api: {rate: 5/s, max-wait: 1.5}}}                  | limits.api.max-wait    | '1.5' can't be read
					{limits: {api: {rate: 5/s, plans: {a: {capacity: 2.5}}}}}    | limits.api.plans.a.capacity | '2.5' is no whole
					{limits: {api: {rate: 5/s, capacity: 99999999999999999999}}} | limits.api.capacity    | '99999999999999999999' is out of range
					{limits: {api: {rate: 5/s, max-waiting: 4294967297}}}        | limits.api.max-waiting | '4294967297' is out of range
					{web: {ipv6-prefix: 64.5}}                                   | web.ipv6-prefix        | '64.5' is no whole
					{web: {ipv6-prefix: 4294967360}}                             | web.ipv6-prefix        | '4294967360' is out of range
					{cache: {maximum-size: 10.5}}                                | cache.maximum-size     | '10.5' is no whole
					{redis: {lease: 0.5}}                                        | redis.lease            | '0.5' is no whole
					""")
	void whatIsNotAWholeNumberIsNotCutOff(String yaml, String where, String problem) {
		this.runner.withInitializer(Yaml.of("ratelimit: " + yaml))
			.run((context) -> assertThat(Failures.text(context.getStartupFailure()))
				.contains("    ratelimit." + where + "\n")
				.contains(problem)
				.contains("Write a "));
	}

	@Test
	void aSwitchIsOneToItsConditionsToo() {
		this.runner.withInitializer(Yaml.of("ratelimit: {enabled: 0, limits: {api: {rate: 5/s}}}"))
			.run((context) -> assertThat(context).hasSingleBean(DisabledRateLimiterRegistry.class));
		this.runner.withInitializer(Yaml.of("ratelimit: {enabled: 1, limits: {api: {rate: 5/s}}}"))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(DisabledRateLimiterRegistry.class));
	}

	@ParameterizedTest
	@ValueSource(strings = { "en-US", "de-DE", "sv-SE" })
	void aDateIsWrittenAsIsoHasIt(String language) {
		LocaleContextHolder.setLocale(Locale.forLanguageTag(language));
		try {
			starts("3/4/26", "'3/4/26' is no date");
			starts("03.04.26", "'03.04.26' is no date");
			starts("${day}", "'${day}' is no date");
			this.runner.withInitializer(Yaml.of(calendar("${day:2026-01-15}")))
				.run((context) -> assertThat(context).hasNotFailed());
		}
		finally {
			LocaleContextHolder.resetLocaleContext();
		}
	}

	private void starts(String date, String problem) {
		this.runner.withInitializer(Yaml.of("day: 1/2/26\n---\n" + calendar(date)))
			.run((context) -> assertThat(Failures.text(context.getStartupFailure()))
				.contains("    ratelimit.limits.api.starts\n", problem, "one such as 2026-01-15"));
	}

	private static String calendar(String starts) {
		return "ratelimit: {limits: {api: {algorithm: fixed-window, rate: 9/month, starts: \"%s\"}}}".formatted(starts);
	}

}
