package dev.ratelimit.sample.playground;

import org.junit.jupiter.api.Test;

import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the page says where a Redis should count and is not there.
 */
@ActiveProfiles("redis")
@TestPropertySource(properties = "spring.data.redis.port=1")
class PlaygroundStoreTests extends PlaygroundPage {

	@Test
	void saysThatRedisDoesNotAnswer() {
		assertThat(browser.text("#store")).startsWith("Redis does not answer.");
		sendTraffic(12 * 7);
		assertThat(browser.text("#state")).startsWith("Redis does not answer.");
		assertThat(drawn("fixed-window")).isEqualTo(decided("fixed-window"));
	}

}
