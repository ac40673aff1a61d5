package dev.ratelimit.autoconfigure;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;

import dev.ratelimit.internal.changes.ConfiguredLimits;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Names and values that stop the start.
 */
class MistakenPropertiesTests extends PropertyRunner {

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			RATELIMIT_LIMITS_API_RAT             | ratelimit.limits.api.rat             | (did you mean 'rate'?)
			RATELIMIT_ENABELD                    | ratelimit.enabeld                    | (did you mean 'enabled'?)
			RATELIMIT_LIMITS_API_OVERRIDES_BOB_X | ratelimit.limits.api.overrides.bob.x | rate, capacity, initial
			RATELIMIT_LIMITS_API_OVERRIDES_AL    | ratelimit.limits.api.overrides.al    | can't have a value
			RATELIMIT_LIMITS_API_OVERRIDES_ALICE_RATE | overrides.alice                 | 'Alice'
			""", quoteCharacter = '"')
	void anEnvironmentVariableThatIsNotReadStopsTheStart(String variable, String where, String hint) {
		withVariables(Map.of(variable, "1/s"))
			.withInitializer(Yaml.of("ratelimit: {limits: {api: {rate: 5/s, overrides: {Alice: {rate: 1/s}}}}}"))
			.run((context) -> assertThat(Failures.text(context.getStartupFailure())).contains(where).contains(hint));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					{limits: {api: {rate: 5/s, capcity: 6}}}                        | ratelimit.limits.api.capcity     | (did you mean 'capacity'?)
					{limitz: {api: {rate: 5/s}}}                                    | ratelimit.limitz                 | (did you mean 'limits'?)
					{web: {rules: [{limits: api, path: /a}]}}                       | ratelimit.web.rules[0].path      | (did you mean 'paths'?)
					{hash-sekret: abc}                                              | ratelimit.hash-sekret            | (did you mean 'hash-secret'?)
					{redis: {timeot: 1s}}                                           | ratelimit.redis.timeot           | no such property (did you mean 'timeout'?)
					{enabled: {now: true}}                                          | ratelimit.enabled.now            | has no properties below it
					{limits: {api: {rate: {permits: 5}}}}                           | ratelimit.limits.api.rate.permits | has no properties below it
					{limits: {api: {rate: [10/1s, 1000/1d]}}}                       | ratelimit.limits.api.rate[0]     | Write a limit for each
					{limits: {api: 10/s}}                                           | ratelimit.limits.api             | Write the limit's rate below it
					{api: {rate: 5/s}}                                              | ratelimit.api                    | A limit is written under ratelimit.limits
					{limits: [{name: api, rate: 5/s}]}                              | ratelimit.limits[0]              | each name where the dash is, without 'name'
					{limits: [{rate: 5/s}, {rate: 6/s}]}                            | ratelimit.limits[0]              | the limits are a list, but each has a name
					{limits: {api: {rate: 5/s, overrides: [{rate: 1/s}]}}}          | ratelimit.limits.api.overrides[0] | Write each key where the dash is
					{limits: {api: {rate: 5/s, overrides: [1/s]}}}                  | ratelimit.limits.api.overrides[0] | Write each key where the dash is
					{limits: {api: {rate: 5/s, plans: [{capacity: 9}]}}}            | ratelimit.limits.api.plans[0]    | Write each name where the dash is
					{limits: {api: {rate: 5/s, overrides: {0: {rate: 1/s}}}}}       | ratelimit.limits.api.overrides[0] | the number 0 is written in quotes: "0"
					{web: {rules: {limits: api, paths: /a}}}                        | ratelimit.web.rules.limits       | with a dash before
					{limits: {api: {rate: 10/1s, 1000/1d: }}}                       | ratelimit.limits.api.1000/1d     | A limit has one rate
					{limits: {web: {rules: {a: {limits: api}}}}}                    | ratelimit.limits.web.rules       | 'rules' belongs under ratelimit.web
					{rules: [{limits: api, paths: /a}]}                             | ratelimit.rules                  | 'rules' belongs under ratelimit.web
					{plans: {pro: {rate: 5/s}}}                                     | ratelimit.plans                  | 'plans' belongs below a limit's name
					{limits: {plans: {pro: {rate: 5/s}}}}                           | ratelimit.limits.plans.pro       | 'plans' belongs below a limit's name
					{limits: {api: {rate: 5/s, plans: {pro: 5/s}}}}                 | ratelimit.limits.api.plans.pro   | a plan can't have a value itself
					{web: }                                                         | ratelimit.web                    | can't have a value
					                                                                | ratelimit                        | can't have a value
					{limits: {api: {rate: 5/s, overrides: {a@b: {rate: 1/s}}}}}     | ratelimit.limits.api.overrides.a@b.rate | in brackets
					{limits: {api: {rate: 5/s, overrides: {"two words": {rate: 1/s}}}}} | ratelimit.limits.api.overrides.two words.rate | in brackets
					{limits: {api: {rate: 5/s, overrides: {"[a]b]": {rate: 1/s}}}}} | ratelimit.limits.api.overrides[a]b].rate | brackets can't be part of it
					{limits: {api: {rate: 5/s, overrides: {a.b: {rate: 1/s}}}}}     | ratelimit.limits.api.overrides.a.b | "[a.b]"
					{limits: {api: {rate: 5/s, overrides: {user_1: {rate: 1/s}, user1: {rate: 2/s}}}}} | ratelimit.limits.api.overrides.user1 | 'user_1' and 'user1' are the same
					{limits: {api: {rate: 5/s, overrides: {Bob: {rate: 1/s}, bob: {capacity: 2}}}}} | ratelimit.limits.api.overrides.bob | 'Bob' and 'bob' are the same
					{limits: {per-second: {rate: 5/s}, perSecond: {rate: 5/s}}}     | ratelimit.limits.perSecond       | 'per-second' and 'perSecond' are the same
					""")
	void aNameThatIsNotReadAsWrittenStopsTheStart(String yaml, String where, String problem) {
		this.runner.withInitializer(Yaml.of("ratelimit: " + ((yaml != null) ? yaml : "")))
			.run((context) -> assertThat(Failures.text(context.getStartupFailure())).contains("    " + where + "\n")
				.contains(problem));
	}

	@Test
	void aVariableWhosePlaceholderHasNoValueStopsTheStart() {
		withVariables(Map.of("RATELIMIT_HASHSECRET", "${nowhere}"))
			.run((context) -> assertThat(Failures.text(context.getStartupFailure())).contains("ratelimit.hashsecret")
				.contains("'${nowhere}' has no value"));
	}

	@Test
	void aPlaceholderMayBeWithoutAValueWhereAStrongerSourceHasOne() {
		withVariables(Map.of("RATELIMIT_HASHSECRET", "strong"))
			.withInitializer(Yaml.of("ratelimit: {hash-secret: '${nowhere}', redis: {key-prefix: '${nowhere:a}'}}"))
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void anEmptyPlanIsOnTheLimitsOwnTerms() {
		this.runner
			.withInitializer(Yaml.of("ratelimit: {limits: {api: {rate: 5/s, plans: {free: {}, pro: {rate: 9/s}}}}}"))
			.run((context) -> assertThat(context.getBean(ConfiguredLimits.class).terms().get(0).plans()).hasSize(2)
				.hasEntrySatisfying("free", (plan) -> assertThat(plan.rate()).hasToString("5/1s")));
	}

	@Test
	void systemPropertiesAreCheckedToo() {
		this.runner.withSystemProperties("ratelimit.limits.api.rat=5/s")
			.run((context) -> assertThat(Failures.text(context.getStartupFailure()))
				.contains("ratelimit.limits.api.rat"));
	}

	@Test
	void namesAreCheckedEvenIfNothingIsBound() {
		this.runner
			.withPropertyValues("spring.main.lazy-initialization=true", "ratelimit.enabled=false",
					"ratelimit.colour=blue")
			.run((context) -> assertThat(Failures.text(context.getStartupFailure())).contains("ratelimit.colour"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					store=reddis                       | 'reddis' is not one of its values (did you mean 'redis'?)         | Use one of: local, redis.
					redis.on-failure=panic             | 'panic' is not one of its values                                  | Use one of: local, allow, deny.
					redis.timeout=0s                   | 'PT0S' is out of range                                            | above zero and up to 1m
					redis.timeout=99999999999999d      | 'PT2399999999999976H' is out of range                             | above zero and up to 1m
					redis.lease=-1                     | '-1' is below zero                                                | or 0 to ask Redis for every call
					limits.api.algorithm=tokn-bucket   | 'tokn-bucket' is not one of its values (did you mean 'token-bucket'?) | token-bucket, leaky-bucket, fixed-window, sliding-window-log, sliding-window-counter, paced-window
					limits.api.refill=greddy           | (did you mean 'greedy'?)                                          | Use one of: greedy, interval.
					limits.api.mode=obsrve             | (did you mean 'observe'?)                                         | Use one of: enforce, observe.
					limits.api.rate=10/0s              | '10/0s'                                                           | from 1ns to 3650d
					limits.api.rate=-1/s               | '-1/s'                                                            | at least 1
					limits.api.rate=0/s                | '0/s'                                                             | at least 1
					limits.api.rate=                   | ''                                                                | must be permits/period such as
					limits.api.capacity=many           | 'many' is no whole number                                         | Write a whole number such as 100
					limits.api.max-wait=5 parsecs      | '5 parsecs'                                                       | Duration
					limits.api.overrides[a@b].rate=1/x | '1/x'                                                             | must be permits/period such as
					limits.api.rate=10/2 weeks         | '10/2 weeks'                                                      | without a count, such as 1000/month
					limits.api.rate=1000/month         | counts by the calendar                                            | Write algorithm: fixed-window
					limits.api.rate=4/months           | did you mean '4/month'                                            | A day, week, month or year is one
					limits.api.block=15 minutes        | '15 minutes' can't be read as a time                              | such as 15m
					limits.api.zone=Europe/Berln       | 'Europe/Berln' is no time zone                                    | (did you mean 'Europe/Berlin'?)
					limits.api.starts=2026-02-30       | '2026-02-30' is no date                                           | one such as 2026-01-15
					limits.api.overrides.bob.starts=31 | '31' is no date                                                   | one such as 2026-01-15
					enabled=maybe                      | 'maybe' is neither true nor false                                 | Write true or false
					web.enabled=maybe                  | 'maybe' is neither true nor false                                 | Write true or false
					cache.maximum-size=0               | '0'                                                               | at least 1
					hash-secret=${nowhere}             | '${nowhere}' has no value                                         | a default behind a colon
					redis.key-prefix=a:${nowhere}:     | '${nowhere}' has no value                                         | a default behind a colon
					limits.api.key=ip + '${nowhere}'   | '${nowhere}' has no value                                         | a default behind a colon
					""")
	void aBadValueStopsTheStart(String property, String problem, String remedy) {
		this.runner.withPropertyValues("ratelimit." + property)
			.run((context) -> assertThat(Failures.text(context.getStartupFailure()))
				.contains("    ratelimit." + property.substring(0, property.indexOf('=')) + "\n")
				.contains(problem)
				.containsIgnoringCase(remedy));
	}

	@Test
	void allMistakesAreReportedAtOnce() {
		this.runner.withInitializer(Yaml.of("ratelimit: {limitz: {}, colour: blue, web: {ruls: 1, ipv6: 1}}"))
			.run((context) -> assertThat(Failures.text(context.getStartupFailure())).contains("ratelimit.colour")
				.contains("ratelimit.web.ruls")
				.contains("ratelimit.web.ipv6"));
		this.runner
			.withPropertyValues("ratelimit.limits.a.rate=1/s", "ratelimit.limits.a.capacity=0",
					"ratelimit.limits.b.rate=1/s", "ratelimit.limits.b.max-waiting=-1")
			.run((context) -> assertThat(Failures.text(context.getStartupFailure()))
				.contains("ratelimit.limits.a.capacity")
				.contains("ratelimit.limits.b.max-waiting"));
	}

	@Test
	void aBadValueIsReportedWithItsLine() {
		AtomicReference<Environment> environment = new AtomicReference<>();
		this.runner.withInitializer(Yaml.of("ratelimit:\n  store: reddis\n"))
			.withInitializer((context) -> environment.set(context.getEnvironment()))
			.run((context) -> assertThat(Failures.text(context.getStartupFailure(), environment.get()))
				.contains("application.yml")
				.contains("2:10"));
	}

}
