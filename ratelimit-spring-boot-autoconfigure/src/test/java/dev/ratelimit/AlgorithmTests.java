package dev.ratelimit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class AlgorithmTests {

	@ParameterizedTest
	@EnumSource
	void isFoundByItsName(Algorithm algorithm) {
		assertThat(Algorithm.of(algorithm.id())).isEqualTo(algorithm);
	}

	@ParameterizedTest
	@ValueSource(strings = { "sliding-window-log", "SLIDING_WINDOW_LOG", " Sliding-Window-Log " })
	void caseAndUnderscoresDoNotMatter(String id) {
		assertThat(Algorithm.of(id)).isEqualTo(Algorithm.SLIDING_WINDOW_LOG);
	}

	@Test
	void unknownNamesAreAnsweredWithTheNearestAndTheLegalOnes() {
		assertThatIllegalArgumentException().isThrownBy(() -> Algorithm.of("token-buckt"))
			.withMessage("Unknown algorithm 'token-buckt' (did you mean 'token-bucket'?). The algorithms are: "
					+ "token-bucket, leaky-bucket, fixed-window, sliding-window-log, sliding-window-counter, "
					+ "paced-window, concurrency");
	}

}
