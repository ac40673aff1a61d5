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
import dev.ratelimit.internal.properties.LimitProperties;
import dev.ratelimit.internal.properties.LimitProperties.OverrideProperties;
import dev.ratelimit.internal.properties.LimitProperties.PlanProperties;
import dev.ratelimit.internal.properties.RateLimitProperties;
import dev.ratelimit.internal.properties.RateLimitProperties.Store;
import dev.ratelimit.internal.remote.OnFailure;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

class RateLimitPropertiesTests extends PropertyRunner {

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
				        "0": { rate: 1/s }
				        "[a@b.com]": { rate: 1/s }
				        "[Two Words]": { rate: 1/s }
				        "[2001:db8::/64]": { rate: 1/s }
				        "[user_1]": { rate: 1/s }
				        "[User1]": { rate: 1/s }
				        "[user1]": { rate: 1/s }
				""", (properties) -> assertThat(properties.limits().get("api").overrides()).containsOnlyKeys("user_123",
				"Alice-B", "12345", "0", "a@b.com", "Two Words", "2001:db8::/64", "user_1", "User1", "user1"));
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

	private void bind(String yaml, Consumer<RateLimitProperties> properties) {
		this.runner.withInitializer(Yaml.of(yaml)).run((context) -> {
			assertThat(context).hasNotFailed();
			properties.accept(context.getBean(RateLimitProperties.class));
		});
	}

}
