package dev.ratelimit.internal.properties;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.internal.check.Mistakes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName.Form;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.context.properties.source.IterableConfigurationPropertySource;
import org.springframework.boot.env.OriginTrackedMapPropertySource;
import org.springframework.core.env.MapPropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class BoundPropertiesTests {

	private static final List<String> LIMITS = List.of("api", "per-second", "[a.b]", "Upper_Case", "7");

	private static final List<String> SETTINGS = List.of("rate=10/1m", "rate=5/s", "rate=${other}", "capacity=20",
			"mode=observe", "max-wait=2s", "maxWait=3s", "block=1m,10m", "block[0]=5m", "block[1]=1h",
			"overrides.user_1.rate=1/s", "overrides[a@b.com].capacity=7", "overrides.user-2.starts=2026-01-15",
			"plans.pro.rate=100/s", "plans.pro.block=2m", "key=ip", "zone=Europe/Berlin");

	private static final List<String> OTHERS = List.of("ratelimit.hash-secret=secret", "ratelimit.redis.lease=5",
			"ratelimit.web.rules[0].limits=api", "ratelimit.web.rules[0].paths[0]=/a",
			"ratelimit.web.rules[1].paths=/b", "ratelimit.web.trusted-proxies=10.0.0.0/8",
			"ratelimit.cache.maximum-size=50", "server.port=0");

	private static final List<String> VARIABLES = List.of("RATELIMIT_LIMITS_API_RATE=3/s",
			"RATELIMIT_LIMITS_PERSECOND_MAX_WAIT=9s", "RATELIMIT_LIMITS_API_OVERRIDES_USER_RATE=4/s",
			"RATELIMIT_LIMITS_NEW_RATE=6/s", "RATELIMIT_HASHSECRET=other", "RATELIMIT_LIMITS_API_BLOCK_0_=4m");

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4 })
	void bindsWhatSpringBootBinds(int seed) {
		Random random = new Random(seed);
		int bound = 0;
		for (int i = 0; i < 200; i++) {
			List<PropertySource<?>> sources = List.of(new MapPropertySource("arguments", some(random, 3)),
					new SystemEnvironmentPropertySource("systemEnvironment", pairs(some(VARIABLES, random, 2))),
					new OriginTrackedMapPropertySource("profile", some(random, 12), true),
					new OriginTrackedMapPropertySource("application", some(random, 25), true));
			StandardEnvironment environment = environment(sources);
			Object expected = outcome(
					() -> Binder.get(environment).bindOrCreate("ratelimit", RateLimitProperties.class));
			bound += (expected instanceof List<?>) ? 1 : 0;
			assertThat(outcome(() -> bound(environment)))
				.as("seed %d, %d: %s", seed, i, sources.stream().map(PropertySource::getSource).toList())
				.isEqualTo(expected);
		}
		assertThat(bound).isGreaterThan(50);
	}

	@Test
	void limitsKeepTheOrderInWhichTheyAreWritten() {
		Map<String, Object> properties = new LinkedHashMap<>();
		for (String name : List.of("z", "a", "m")) {
			properties.put("ratelimit.limits." + name + ".rate", "1/s");
		}
		assertThat(bound(environment(List.of(new MapPropertySource("application", properties)))).limits().keySet())
			.containsExactly("z", "a", "m");
	}

	@Test
	void aValueThatCannotBeReadIsNamed() {
		StandardEnvironment environment = environment(
				List.of(new MapPropertySource("application", Map.of("ratelimit.limits.api.rate", "often"))));
		assertThatExceptionOfType(InvalidConfigurationException.class).isThrownBy(() -> bound(environment))
			.satisfies((failure) -> assertThat(failure.where()).isEqualTo("ratelimit.limits.api.rate"));
	}

	/** Spring Boot's binder reads nearly a hundred times as many. */
	@Test
	void tenTimesAsManyLimitsReadTenTimesAsManyNames() {
		assertThat(namesRead(200)).isLessThan(12 * namesRead(20));
	}

	private static long namesRead(int limits) {
		CountedNames names = new CountedNames(IntStream.range(0, limits)
			.mapToObj((i) -> ConfigurationPropertyName.of("ratelimit.limits.limit-%d.rate".formatted(i)))
			.toList(), new AtomicLong());
		assertThat(BoundProperties.of(List.of(names), new NumbersAsText(PlaceholdersResolver.NONE), new Mistakes())
			.limits()).hasSize(limits);
		return names.read.get();
	}

	private static Object outcome(Supplier<RateLimitProperties> binding) {
		try {
			RateLimitProperties bound = binding.get();
			return List.of(bound, List.copyOf(bound.limits().keySet()));
		}
		catch (BindException | InvalidConfigurationException ex) {
			return "failed";
		}
	}

	private static Map<String, Object> some(Random random, int most) {
		List<String> chosen = some(OTHERS, random, 3);
		for (int i = random.nextInt(most); i > 0; i--) {
			chosen.add(("ratelimit.limits.%s.%s".formatted(any(LIMITS, random), any(SETTINGS, random))).replace(".[",
					"["));
		}
		Map<String, Object> properties = pairs(chosen);
		properties.put("other", "8/s");
		return properties;
	}

	private static List<String> some(List<String> all, Random random, int most) {
		List<String> chosen = new ArrayList<>();
		for (int i = random.nextInt(most + 1); i > 0; i--) {
			chosen.add(any(all, random));
		}
		return chosen;
	}

	private static String any(List<String> all, Random random) {
		return all.get(random.nextInt(all.size()));
	}

	private static Map<String, Object> pairs(List<String> texts) {
		Map<String, Object> pairs = new LinkedHashMap<>();
		texts.forEach((text) -> pairs.put(text.substring(0, text.indexOf('=')), text.substring(text.indexOf('=') + 1)));
		return pairs;
	}

	private static StandardEnvironment environment(List<PropertySource<?>> sources) {
		StandardEnvironment environment = new StandardEnvironment();
		environment.getPropertySources().forEach((source) -> environment.getPropertySources().remove(source.getName()));
		sources.forEach(environment.getPropertySources()::addLast);
		ConfigurationPropertySources.attach(environment);
		return environment;
	}

	private record CountedNames(List<ConfigurationPropertyName> names,
			AtomicLong read) implements IterableConfigurationPropertySource {

		@Override
		public Stream<ConfigurationPropertyName> stream() {
			return this.names.stream().peek((name) -> this.read.incrementAndGet());
		}

		@Override
		public ConfigurationProperty getConfigurationProperty(ConfigurationPropertyName name) {
			return name.getLastElement(Form.UNIFORM).equals("rate") ? new ConfigurationProperty(name, "1/s", null)
					: null;
		}

	}

	private static RateLimitProperties bound(StandardEnvironment environment) {
		Mistakes mistakes = new Mistakes();
		RateLimitProperties properties = BoundProperties.of(environment, mistakes);
		mistakes.throwIfAny();
		return properties;
	}

}
