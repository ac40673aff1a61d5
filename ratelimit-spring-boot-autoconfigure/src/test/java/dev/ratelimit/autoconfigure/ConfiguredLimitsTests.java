package dev.ratelimit.autoconfigure;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;

import dev.ratelimit.Algorithm;
import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.Limit;
import dev.ratelimit.Mode;
import dev.ratelimit.Refill;
import dev.ratelimit.internal.changes.ConfiguredLimits;
import dev.ratelimit.internal.properties.RateLimitProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ConfiguredLimitsTests {

	@Test
	void limitsKeepTheirOrder() {
		ConfiguredLimits limits = limits("z.rate=1/s", "a.rate=2/s", "m.rate=3/s");
		assertThat(limits.limits()).extracting(Limit::name).containsExactly("z", "a", "m");
	}

	@Test
	void anOverrideInheritsWhatItDoesNotWrite() {
		Limit limit = override("api.rate=100/m", "api.capacity=200", "api.initial=50", "api.refill=interval",
				"api.max-wait=1s", "api.max-waiting=5", "api.mode=observe", "api.overrides.bob.rate=10/m");
		assertThat(limit).isEqualTo(Limit.of("api", Algorithm.TOKEN_BUCKET, "10/m")
			.withCapacity(200L)
			.withInitial(50L)
			.withRefill(Refill.INTERVAL)
			.withWaiting(Duration.ofSeconds(1), 5)
			.withMode(Mode.OBSERVE));
	}

	@Test
	void blocksAreInheritedAndAPlanMayHaveItsOwn() {
		ConfiguredLimits limits = limits("api.rate=1/s", "api.block=1m, 10m,1h", "api.overrides.bob.rate=2/s",
				"api.plans.pro.block=5s", "api.plans.free.rate=1/m", "api.plans.trusted.block=");
		Duration[] own = { Duration.ofMinutes(1), Duration.ofMinutes(10), Duration.ofHours(1) };
		assertThat(limits.limits().get(0).block()).containsExactly(own);
		assertThat(limits.terms().get(0).limitFor("bob", null).block()).containsExactly(own);
		assertThat(limits.terms().get(0).onPlan("free").block()).containsExactly(own);
		assertThat(limits.terms().get(0).onPlan("pro").block()).containsExactly(Duration.ofSeconds(5));
		assertThat(limits.terms().get(0).onPlan("trusted").block()).isEmpty();
	}

	@Test
	void anOverrideHasABillingDayOfItsOwn() {
		Limit limit = override("api.algorithm=fixed-window", "api.rate=1000/month", "api.zone=Europe/Berlin",
				"api.starts=2026-01-15", "api.overrides.bob.starts=2026-01-31");
		assertThat(limit).isEqualTo(Limit.fixedWindow("api", "1000/month")
			.zone(ZoneId.of("Europe/Berlin"))
			.starts(LocalDate.of(2026, 1, 31))
			.build());
	}

	@Test
	void anOverrideWithoutACalendarInheritsNone() {
		Limit limit = override("api.algorithm=fixed-window", "api.rate=1000/month", "api.zone=Europe/Berlin",
				"api.starts=2026-01-15", "api.overrides.bob.rate=10/s");
		assertThat(limit).isEqualTo(Limit.of("api", Algorithm.FIXED_WINDOW, "10/s"));
	}

	@Test
	void defaultsFollowTheOverride() {
		Limit limit = override("api.rate=100/m", "api.overrides.bob.rate=1000/m");
		assertThat(limit.quota()).isEqualTo(1000);
		assertThat(limit.initialPermits()).isEqualTo(1000);
	}

	@Test
	void aDefaultedInitialFollowsTheOverridesCapacity() {
		Limit limit = override("api.rate=100/m", "api.overrides.bob.capacity=7");
		assertThat(limit.quota()).isEqualTo(7);
		assertThat(limit.initialPermits()).isEqualTo(7);
	}

	@Test
	void anOverrideMayStayBelowWhatItReplaces() {
		Limit limit = override("api.rate=100/m", "api.initial=50", "api.overrides.bob.capacity=7",
				"api.overrides.bob.initial=3");
		assertThat(limit.initialPermits()).isEqualTo(3);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"',
			textBlock = """
					algorithm=fixed-window                          | .api.rate                  | has no rate
					rate=1/s; capacity=0                            | .api.capacity              | (0)
					rate=9007199254740993/3650d                     | .api.rate                  | Invalid rate (9007199254740993/3650d): must be of at most 2^53 permits
					rate=9007199254740993/3650d; algorithm=leaky-bucket | .api.rate              | Invalid rate (9007199254740993/3650d)
					rate=5/s; overrides.bob.rate=9007199254740993/3650d | .api.overrides[bob].rate | Invalid rate (9007199254740993/3650d)
					rate=5/s; plans.pro.rate=9007199254740993/3650d | .api.plans[pro].rate       | Invalid rate (9007199254740993/3650d)
					rate=9007199254740993/3650d; capacity=9007199254740993 | .api.capacity       | Invalid capacity (9007199254740993)
					rate=1/s; capacity=-5                           | .api.capacity              | (-5)
					rate=1/3650d; capacity=1000                     | .api.capacity              | 100 years
					rate=5/s; initial=6                             | .api.initial               | from 0 to the capacity, 5
					rate=5/s; initial=-1                            | .api.initial               | (-1)
					rate=5/s; algorithm=fixed-window; capacity=5    | .api.capacity              | only token-bucket
					rate=5/s; algorithm=leaky-bucket; initial=5     | .api.initial               | only token-bucket
					rate=5/s; algorithm=paced-window; refill=interval | .api.refill              | only token-bucket
					rate=5/s; max-wait=-1s                          | .api.max-wait              | from 0
					rate=5/s; max-waiting=-1                        | .api.max-waiting           | 0 or more
					rate=5/s; block=0s                              | .api.block                 | from 1ms to 3650d
					rate=5/s; block=1m,30s                          | .api.block                 | ascending
					rate=5/s; block=1m,1m                           | .api.block                 | ascending
					rate=5/s; block=1m,4000d                        | .api.block                 | from 1ms to 3650d
					rate=5/s; plans.pro.block=1us                   | .api.plans[pro].block      | from 1ms to 3650d
					rate=5/s; plans.pro.capacity=0                  | .api.plans[pro].capacity   | (0)
					rate=5/s; initial=4; plans.pro.capacity=3       | .api.plans[pro].initial    | from 0 to the capacity, 3
					rate=5/s; algorithm=fixed-window; plans.pro.capacity=3 | .api.plans[pro].capacity | only token-bucket
					rate=5/s; plans.pro.concurrent=3                | .api.plans[pro].concurrent | concurrency
					rate=5/s; plans.pro.rate=5/month                | .api.plans[pro].rate       | fixed-window
					rate=5/s; overrides.bob.capacity=0              | .api.overrides[bob].capacity | (0)
					rate=5/s; initial=4; overrides.bob.capacity=3   | .api.overrides[bob].initial | from 0 to the capacity, 3
					rate=5/s; algorithm=fixed-window; overrides.bob.capacity=3 | .api.overrides[bob].capacity | only token-bucket
					""")
	void aMistakeIsNamedWithItsPropertyAndValue(String properties, String where, String problem) {
		String[] written = properties.split("; ");
		for (int i = 0; i < written.length; i++) {
			written[i] = "api." + written[i];
		}
		assertThatExceptionOfType(InvalidConfigurationException.class).isThrownBy(() -> limits(written))
			.satisfies((ex) -> assertThat(ex.where()).isEqualTo("ratelimit.limits" + where))
			.withMessageContaining(problem);
	}

	@Test
	void aCapacityMayBeLegalOnlyWithItsRate() {
		assertThat(limits("api.rate=9007199254740993/3650d", "api.capacity=100").limits().get(0).quota())
			.isEqualTo(100);
		assertThat(limits("api.rate=1000000000/s", "api.capacity=9007199254740992").limits().get(0).quota())
			.isEqualTo(1L << 53);
	}

	@Test
	void aLimitsNameIsChecked() {
		assertThatExceptionOfType(InvalidConfigurationException.class).isThrownBy(() -> limits("[a/b].rate=1/s"))
			.withMessageContaining("'a/b'")
			.withMessageContaining("letters, digits");
	}

	private static Limit override(String... properties) {
		Limit limit = limits(properties).terms().get(0).overrides().get("bob");
		assertThat(limit).isNotNull();
		return limit;
	}

	private static ConfiguredLimits limits(String... properties) {
		MapConfigurationPropertySource source = new MapConfigurationPropertySource();
		for (String property : properties) {
			String[] parts = property.split("=", 2);
			source.put("ratelimit.limits" + (parts[0].startsWith("[") ? "" : ".") + parts[0], parts[1]);
		}
		return ConfiguredLimits.of(new Binder(source).bind("ratelimit", RateLimitProperties.class).get().limits());
	}

}
