package dev.ratelimit.autoconfigure;

import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Mode;
import dev.ratelimit.Rate;
import dev.ratelimit.Refill;
import dev.ratelimit.internal.changes.ConfiguredLimits;
import dev.ratelimit.internal.properties.RateLimitProperties;
import dev.ratelimit.internal.properties.RateLimitProperties.LimitProperties;
import dev.ratelimit.internal.properties.RateLimitProperties.OverrideProperties;
import dev.ratelimit.internal.properties.RateLimitProperties.PlanProperties;
import dev.ratelimit.internal.properties.RateLimitProperties.Store;
import dev.ratelimit.internal.remote.OnFailure;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class RateLimitPropertiesTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner().withConfiguration(
			AutoConfigurations.of(RateLimitAutoConfiguration.class, LocalRateLimitAutoConfiguration.class));

	@Test
	void everythingHasItsDefault() {
		bind("ratelimit: {limits: {api: {rate: 100/1m}}}", (properties) -> {
			assertThat(properties.enabled()).isTrue();
			assertThat(properties.store()).isEqualTo(Store.LOCAL);
			assertThat(properties.limits()).containsOnly(Map.entry("api",
					new LimitProperties(Algorithm.TOKEN_BUCKET, Rate.of("100/1m"), null, null, Refill.GREEDY, null,
							null, Duration.ZERO, 100, Mode.ENFORCE, Map.of(), null, Map.of(), "", "", List.of(), null,
							null)));
			assertThat(properties.web().enabled()).isTrue();
			assertThat(properties.web().rules()).isEmpty();
			assertThat(properties.web().trustedProxies()).isEmpty();
			assertThat(properties.web().ipv6Prefix()).isEqualTo(64);
			assertThat(properties.cache().maximumSize()).isNull();
		});
	}

	@Test
	void everythingOfALimitCanBeWritten() {
		bind("""
				ratelimit:
				  limits:
				    api:
				      algorithm: token-bucket
				      rate: 5/250ms
				      capacity: 50
				      initial: 0
				      refill: interval
				      max-wait: 2s
				      max-waiting: 7
				      mode: observe
				      on-failure: deny
				      overrides:
				        user_123: { rate: 1/s, capacity: 15, initial: 10 }
				      key: header['Key']
				      plan: header['Plan']
				      block: 1m, 10m,1h
				      plans:
				        pro: { rate: 10/s, capacity: 150, initial: 100, block: 15m }
				""", (properties) -> assertThat(properties.limits())
			.containsOnly(Map.entry("api", new LimitProperties(Algorithm.TOKEN_BUCKET, Rate.of("5/250ms"), 50L, 0L,
					Refill.INTERVAL, null, null, Duration.ofSeconds(2), 7, Mode.OBSERVE,
					Map.of("user_123", new OverrideProperties(Rate.of("1/s"), 15L, 10L, null, null)), OnFailure.DENY,
					Map.of("pro",
							new PlanProperties(Rate.of("10/s"), 150L, 100L, List.of(Duration.ofMinutes(15)), null)),
					"header['Key']", "header['Plan']",
					List.of(Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofHours(1)), null, null))));
	}

	@Test
	void aCalendarCanBeWritten() {
		bind("""
				ratelimit:
				  limits:
				    monthly:
				      algorithm: fixed-window
				      rate: 1000/month
				      zone: Europe/Berlin
				      starts: 2026-01-15
				      overrides:
				        user_123: { starts: 2026-01-31 }
				""", (properties) -> {
			LimitProperties monthly = properties.limits().get("monthly");
			assertThat(monthly.rate()).isEqualTo(Rate.of("1000/month"));
			assertThat(monthly.zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
			assertThat(monthly.starts()).isEqualTo("2026-01-15");
			assertThat(monthly.overrides().get("user_123").starts()).isEqualTo("2026-01-31");
		});
	}

	@Test
	void keysArriveAsTheyWereWritten() {
		bind("""
				ratelimit:
				  limits:
				    api:
				      rate: 5/s
				      overrides:
				        user_123: { rate: 1/s }
				        Alice-B: { rate: 1/s }
				        12345: { rate: 1/s }
				        "[a@b.com]": { rate: 1/s }
				        "[Two Words]": { rate: 1/s }
				        "[2001:db8::/64]": { rate: 1/s }
				        "[user_1]": { rate: 1/s }
				        "[User1]": { rate: 1/s }
				        "[user1]": { rate: 1/s }
				""", (properties) -> assertThat(properties.limits().get("api").overrides()).containsOnlyKeys("user_123",
				"Alice-B", "12345", "a@b.com", "Two Words", "2001:db8::/64", "user_1", "User1", "user1"));
	}

	@Test
	void emptyMapsAndListsAreNothing() {
		bind("ratelimit: {limits: {}, web: {trusted-proxies: [], rules: []}}", (properties) -> {
			assertThat(properties.limits()).isEmpty();
			assertThat(properties.web().trustedProxies()).isEmpty();
			assertThat(properties.web().rules()).isEmpty();
		});
	}

	@Test
	void environmentVariablesSetAndChangeProperties() {
		Map<String, Object> variables = Map.of("RATELIMIT_LIMITS_API_RATE", "7/s", "RATELIMIT_LIMITS_API_MAX_WAIT",
				"5s", "RATELIMIT_LIMITS_API_MAXWAITING", "3", "RATELIMIT_LIMITS_PERSECOND_RATE", "9/s",
				"RATELIMIT_CACHE_MAXIMUMSIZE", "11", "RATELIMIT_WEB_RULES_0_LIMITS", "api");
		withVariables(variables).withInitializer(Yaml.of("ratelimit: {limits: {per-second: {rate: 1/s}}}"))
			.run((context) -> {
				assertThat(context).hasNotFailed();
				ConfiguredLimits limits = context.getBean(ConfiguredLimits.class);
				assertThat(limits.limits()).extracting("name", "rate", "maxWait", "maxWaiting")
					.containsExactlyInAnyOrder(tuple("api", Rate.of("7/s"), Duration.ofSeconds(5), 3),
							tuple("per-second", Rate.of("9/s"), Duration.ZERO, 100));
				RateLimitProperties properties = context.getBean(RateLimitProperties.class);
				assertThat(properties.cache().maximumSize()).isEqualTo(11);
				assertThat(properties.web().rules()).singleElement()
					.satisfies((rule) -> assertThat(rule.limits()).containsExactly("api"));
			});
	}

	@Test
	void variablesOfAKubernetesServiceNamedRatelimitAreNoMistake() {
		withVariables(Map.of("RATELIMIT_PORT", "tcp://10.0.0.1:80", "RATELIMIT_PORT_80_TCP_ADDR", "10.0.0.1",
				"RATELIMIT_SERVICE_HOST", "10.0.0.1", "RATELIMIT_WEB_SERVICE_PORT_HTTP", "80"))
			.run((context) -> assertThat(context).hasNotFailed());
	}

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
					{limits: [{name: api, rate: 5/s}]}                              | ratelimit.limits[0].name         | Limits are no list
					{web: {rules: {limits: api, paths: /a}}}                        | ratelimit.web.rules.limits       | with a dash before
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
					redis.timeout=0s                   | '0 ms' is out of range                                            | above zero and up to 1m
					redis.lease=-1                     | '-1' is below zero                                                | or 0 to ask Redis for every call
					limits.api.algorithm=tokn-bucket   | 'tokn-bucket' is not one of its values (did you mean 'token-bucket'?) | token-bucket, leaky-bucket, fixed-window, sliding-window-log, sliding-window-counter, paced-window
					limits.api.refill=greddy           | (did you mean 'greedy'?)                                          | Use one of: greedy, interval.
					limits.api.mode=obsrve             | (did you mean 'observe'?)                                         | Use one of: enforce, observe.
					limits.api.rate=10/0s              | '10/0s'                                                           | from 1ns to 3650d
					limits.api.rate=-1/s               | '-1/s'                                                            | at least 1
					limits.api.rate=0/s                | '0/s'                                                             | at least 1
					limits.api.rate=                   | ''                                                                | must be permits/period such as
					limits.api.capacity=many           | 'many'                                                            | Long
					limits.api.max-wait=5 parsecs      | '5 parsecs'                                                       | Duration
					limits.api.overrides[a@b].rate=1/x | '1/x'                                                             | must be permits/period such as
					limits.api.rate=10/2 weeks         | '10/2 weeks'                                                      | without a count, such as 1000/month
					limits.api.zone=Europe/Berln       | 'Europe/Berln' is no time zone                                    | (did you mean 'Europe/Berlin'?)
					limits.api.starts=2026-02-30       | '2026-02-30' is no date                                           | one such as 2026-01-15
					limits.api.overrides.bob.starts=31 | '31' is no date                                                   | one such as 2026-01-15
					enabled=maybe                      | 'maybe'                                                           | boolean
					web.enabled=maybe                  | 'maybe'                                                           | boolean
					cache.maximum-size=0               | '0'                                                               | at least 1
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
		this.runner.withInitializer(Yaml.of("ratelimit:\n  store: reddis\n"))
			.run((context) -> assertThat(Failures.text(context.getStartupFailure())).contains("application.yml")
				.contains("2:10"));
	}

	private ApplicationContextRunner withVariables(Map<String, Object> variables) {
		return this.runner.withInitializer((context) -> context.getEnvironment()
			.getPropertySources()
			.replace("systemEnvironment", new SystemEnvironmentPropertySource("systemEnvironment", variables)));
	}

	private void bind(String yaml, Consumer<RateLimitProperties> properties) {
		this.runner.withInitializer(Yaml.of(yaml)).run((context) -> {
			assertThat(context).hasNotFailed();
			properties.accept(context.getBean(RateLimitProperties.class));
		});
	}

}
