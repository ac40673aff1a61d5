package dev.ratelimit.internal.text;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class SpokenTests {

	@ParameterizedTest
	@CsvSource({ "PT0S, 1 second", "PT0.01S, 1 second", "PT1S, 1 second", "PT1.000000001S, 2 seconds",
			"PT59S, 59 seconds", "PT59.5S, 1 minute", "PT1M, 1 minute", "PT1M1S, 1 minute 1 second",
			"PT4M57.343951101S, 4 minutes 58 seconds", "PT59M59.1S, 1 hour", "PT1H1S, 1 hour 1 minute",
			"PT2H30M, 2 hours 30 minutes", "PT23H59M30S, 1 day", "PT24H0.1S, 1 day 1 hour", "PT49H, 2 days 1 hour",
			"P3650D, 3650 days", "PT-5S, 1 second" })
	void aWaitIsRoundedUpInItsTwoLargestUnits(Duration wait, String text) {
		assertThat(Spoken.wait(wait)).isEqualTo(text);
	}

	@ParameterizedTest
	@CsvSource({ "PT15M, 15m", "PT90S, 90s", "PT24H, 1d", "P3650D, 3650d", "PT36H, 36h", "PT0.25S, 250ms",
			"PT1.000000001S, 1000000001ns" })
	void aDurationIsWrittenAsPropertiesHaveIt(Duration duration, String text) {
		assertThat(Spoken.property(duration)).isEqualTo(text);
	}

}
