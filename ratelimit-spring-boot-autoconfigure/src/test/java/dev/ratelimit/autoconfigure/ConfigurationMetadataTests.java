package dev.ratelimit.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

import dev.ratelimit.Algorithm;
import dev.ratelimit.internal.http.RuleDefinition;
import dev.ratelimit.internal.messaging.MessageRuleDefinition;
import dev.ratelimit.internal.properties.LimitProperties;
import dev.ratelimit.internal.properties.PropertySchema;
import dev.ratelimit.internal.properties.RateLimitProperties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.ResolvableType;

import static org.assertj.core.api.Assertions.assertThat;

class ConfigurationMetadataTests {

	private final JsonNode metadata = read();

	@ParameterizedTest
	@CsvSource(nullValues = "none", value = { "enabled, true", "store, local", "limits, none",
			"limits.*.algorithm, token-bucket", "limits.*.rate, none", "limits.*.capacity, none",
			"limits.*.initial, none", "limits.*.refill, greedy", "limits.*.zone, none", "limits.*.starts, none",
			"limits.*.max-wait, 0s", "limits.*.max-waiting, 100", "limits.*.mode, enforce", "limits.*.block, none",
			"limits.*.overrides, none", "limits.*.overrides.*.rate, none", "limits.*.overrides.*.capacity, none",
			"limits.*.overrides.*.initial, none", "limits.*.overrides.*.starts, none", "web.enabled, true",
			"web.rules, none", "web.rules[*].limits, none", "web.rules[*].paths, none", "web.rules[*].exclude, none",
			"web.rules[*].methods, none", "web.rules[*].key, none", "web.rules[*].permits, 1",
			"web.rules[*].condition, ''", "web.rules[*].stage, auto", "web.rules[*].refund-when, ''",
			"web.client-address-header, X-Forwarded-For", "web.trusted-proxies, none", "web.ipv6-prefix, 64",
			"web.headers, standard", "cache.maximum-size, none", "fail-on-unlimited, false" })
	void everyPropertyIsDescribedWithItsDefault(String name, String defaultValue) {
		JsonNode property = find("properties", "ratelimit." + name);
		assertThat(property.path("description").asString()).hasSizeGreaterThan(10).endsWith(".");
		assertThat(property.path("type").asString()).isNotBlank();
		JsonNode described = property.path("defaultValue");
		boolean none = described.isMissingNode() || (described.isArray() && described.isEmpty());
		assertThat(none ? null : described.asString()).isEqualTo(defaultValue);
	}

	@Test
	void noPropertyIsMissingAndNoneIsInvented() {
		TreeSet<String> described = new TreeSet<>();
		this.metadata.path("properties").forEach((property) -> described.add(property.path("name").asString()));
		// What Spring Boot gives every endpoint
		described.removeIf((name) -> name.startsWith("management.endpoint.ratelimits."));
		TreeSet<String> bound = new TreeSet<>();
		collect("ratelimit", ResolvableType.forClass(RateLimitProperties.class), bound);
		assertThat(described).isEqualTo(bound);
	}

	@ParameterizedTest
	@CsvSource({ "limits.*.algorithm, leaky-bucket", "limits.*.rate, 100/1m", "limits.*.refill, interval",
			"limits.*.mode, observe", "limits.*.rate, 1000/month", "limits.*.zone, Europe/Berlin", "store, local",
			"web.headers, legacy", "web.client-address-header, Forwarded", "web.rules[*].key, principal",
			"web.rules[*].permits, 1", "web.rules[*].condition, principal == null",
			"web.rules[*].stage, before-authentication", "web.rules[*].refund-when, status == 200" })
	void valuesAreHinted(String name, String value) {
		assertThat(find("hints", "ratelimit." + name).path("values").findValuesAsString("value")).contains(value);
	}

	@Test
	void everyAlgorithmIsHinted() {
		assertThat(find("hints", "ratelimit.limits.*.algorithm").path("values").findValuesAsString("value"))
			.containsExactly(List.of(Algorithm.values()).stream().map(Algorithm::id).toArray(String[]::new));
	}

	private JsonNode find(String kind, String name) {
		for (JsonNode candidate : this.metadata.path(kind)) {
			if (candidate.path("name").asString().equals(name)) {
				return candidate;
			}
		}
		throw new AssertionError("no metadata for " + name);
	}

	private static void collect(String name, ResolvableType type, TreeSet<String> names) {
		Class<?> raw = type.toClass();
		if (raw == Map.class) {
			names.add(name);
			collect(name + ".*", type.getGeneric(1), names);
		}
		else if (raw == List.class && type.getGeneric(0).toClass().isRecord()) {
			names.add(name);
			collect(name + "[*]", type.getGeneric(0), names);
		}
		else if (raw == RateLimitProperties.class || raw == LimitProperties.class || raw == RuleDefinition.class
				|| raw == MessageRuleDefinition.class || raw.isRecord() && raw.isMemberClass()) {
			RecordComponent[] components = raw.getRecordComponents();
			for (int i = 0; i < components.length; i++) {
				collect(name + "." + PropertySchema.names(raw).get(i),
						ResolvableType.forConstructorParameter(raw.getDeclaredConstructors()[0], i), names);
			}
		}
		else {
			names.add(name);
		}
	}

	private static JsonNode read() {
		try (InputStream json = RateLimitProperties.class
			.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
			return JsonMapper.shared().readTree(json);
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
	}

}
