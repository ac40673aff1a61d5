package dev.ratelimit.internal.redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

import dev.ratelimit.Algorithm;
import dev.ratelimit.Limit;
import dev.ratelimit.internal.key.HeldKey;
import io.lettuce.core.cluster.SlotHash;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

class RedisKeysTests {

	private static final List<String> KEYS = List.of("", "a", "%", "%0025", "{", "}", "{}", "a}b", "a{b}c", "::1",
			"10.0.0.1", "user:1", "ü", "\u0000", "\n", " ", "a b", "x".repeat(64), "x".repeat(65), "ü".repeat(33),
			"x".repeat(1024), "sha256:abc", "\uD83D", "\uDE00", "😀", "?", "x".repeat(64) + "\uD83D",
			"x".repeat(64) + "\uDE00", "x".repeat(64) + "?", HeldKey.of("x".repeat(65)));

	@Test
	void noKeyBreaksItsHashTagAndNoTwoShareAName() {
		RedisKeys keys = new RedisKeys("ratelimit:", "");
		assertThat(KEYS.stream().map((key) -> name(keys, key, "api")).collect(Collectors.toSet())).hasSameSizeAs(KEYS)
			.allMatch((name) -> name.matches("ratelimit:\\{[^{}\\p{Cntrl}]+}:api"));
	}

	@Test
	void allLimitsOfAKeyAreInOneSlot() {
		RedisKeys keys = new RedisKeys("ratelimit:", "");
		for (String key : KEYS) {
			assertThat(SlotHash.getSlot(keys.name(key, "a"))).isEqualTo(SlotHash.getSlot(keys.name(key, "b")));
		}
	}

	@Test
	void aSecretHidesKeysButKeepsThemApart() {
		RedisKeys keys = new RedisKeys("ratelimit:", "secret");
		assertThat(name(keys, "10.0.0.1", "api")).matches("ratelimit:\\{[0-9a-f]{32}}:api").doesNotContain("10.0");
		assertThat(name(keys, "a", "api")).isEqualTo(name(keys, "a", "api"));
		assertThat(KEYS.stream().map((key) -> name(keys, key, "api")).collect(Collectors.toSet())).hasSameSizeAs(KEYS);
		assertThat(name(new RedisKeys("ratelimit:", "other"), "a", "api")).isNotEqualTo(name(keys, "a", "api"));
	}

	@Test
	void aLongKeyIsADigestOfFixedLengthAndAShortOneIsReadable() {
		RedisKeys keys = new RedisKeys("ratelimit:", "");
		assertThat(name(keys, "x".repeat(64), "api")).isEqualTo("ratelimit:{%s}:api".formatted("x".repeat(64)));
		assertThat(name(keys, "x".repeat(65), "api")).hasSameSizeAs(name(keys, "y".repeat(1_000_000), "api"))
			.hasSizeLessThan(70);
	}

	@ParameterizedTest
	@EnumSource
	void aStateIsNamedByItsAlgorithm(Algorithm algorithm) {
		assertThat(RedisKeys.state(Limit.of("api", algorithm, "5/s"))).isEqualTo("api:%s:1".formatted(algorithm.id()));
	}

	private static String name(RedisKeys keys, String key, String limit) {
		return new String(keys.name(key, limit), StandardCharsets.UTF_8);
	}

}
