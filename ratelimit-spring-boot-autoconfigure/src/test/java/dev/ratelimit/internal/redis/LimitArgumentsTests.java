package dev.ratelimit.internal.redis;

import dev.ratelimit.Algorithm;
import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.Limit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class LimitArgumentsTests {

	@ParameterizedTest
	@EnumSource
	void aPeriodOfFractionsOfAMicrosecondIsAMistake(Algorithm algorithm) {
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> LimitArguments.of("ratelimit.limits.api", Limit.of("api", algorithm, "10/500ns")))
			.withMessageContaining("ratelimit.limits.api.rate")
			.withMessageContaining("10/500ns")
			.withMessageContaining("microseconds");
	}

	@ParameterizedTest
	@CsvSource({ "TOKEN_BUCKET,1234567/1d", "LEAKY_BUCKET,1234567/1d", "SLIDING_WINDOW_COUNTER,1000000/1d",
			"PACED_WINDOW,1000000/1d", "FIXED_WINDOW,9007199254740991/3650d",
			"SLIDING_WINDOW_LOG,9007199254740991/3650d" })
	void aLimitThatDoublesDoNotHoldIsAMistake(Algorithm algorithm, String rate) {
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> LimitArguments.of("ratelimit.limits.api", Limit.of("api", algorithm, rate)))
			.withMessageContaining("ratelimit.limits.api")
			.withMessageContaining("2^53")
			.withMessageContaining(rate);
	}

	@ParameterizedTest
	@CsvSource({ "TOKEN_BUCKET,1000000/1d", "TOKEN_BUCKET,1000000000/s", "LEAKY_BUCKET,1000000000/s",
			"SLIDING_WINDOW_COUNTER,1000000/1h", "PACED_WINDOW,1000000/1h", "FIXED_WINDOW,1000000000/s",
			"SLIDING_WINDOW_LOG,1000000000/1d", "TOKEN_BUCKET,1/3650d", "SLIDING_WINDOW_COUNTER,1/3650d" })
	void aLimitThatDoublesHoldIsSent(Algorithm algorithm, String rate) {
		assertThat(LimitArguments.of("ratelimit.limits.api", Limit.of("api", algorithm, rate)).call(1))
			.hasSizeLessThan(80);
	}

	@Test
	void aUsualLimitsTermsAreShort() {
		Limit limit = Limit.of("api", Algorithm.TOKEN_BUCKET, "100/1m");
		assertThat(LimitArguments.of("ratelimit.limits.api", limit).call(1)).hasSizeLessThan(40);
	}

}
