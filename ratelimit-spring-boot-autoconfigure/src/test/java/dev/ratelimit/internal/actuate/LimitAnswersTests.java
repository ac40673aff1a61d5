package dev.ratelimit.internal.actuate;

import java.time.Duration;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class LimitAnswersTests {

	@ParameterizedTest
	@CsvSource({ "PT0S, 0", "PT0.000000001S, 0.001", "PT0.001S, 0.001", "PT0.001000001S, 0.002", "PT0.06S, 0.06",
			"PT1.5S, 1.5", "PT100S, 100", "PT876000H, 3153600000" })
	void timesAreSecondsRoundedUpToMilliseconds(Duration time, String seconds) {
		assertThat(LimitAnswers.seconds(time)).hasToString(seconds);
	}

}
