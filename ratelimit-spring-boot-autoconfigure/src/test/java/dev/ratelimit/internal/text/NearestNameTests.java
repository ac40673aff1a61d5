package dev.ratelimit.internal.text;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;

class NearestNameTests {

	private static final List<String> KNOWN = List.of("login", "public-api", "per-second", "per-minute");

	@ParameterizedTest
	@CsvSource({ "logn, login", "LOGIN, login", "publicapi, public-api", "per-secnod, per-second",
			"perminute, per-minute" })
	void namesWhatWasProbablyMeant(String written, String meant) {
		assertThat(NearestName.hint(written, KNOWN)).isEqualTo(" (did you mean '%s'?)".formatted(meant));
	}

	@ParameterizedTest
	@CsvSource({ "export", "x", "''" })
	void saysNothingIfNothingIsNear(String written) {
		assertThat(NearestName.hint(written, KNOWN)).isEmpty();
	}

	@Test
	void shortNamesMayBeOneLetterOff() {
		assertThat(NearestName.hint("ab", List.of("a", "xyz"))).isEqualTo(" (did you mean 'a'?)");
		assertThat(NearestName.hint("a", List.of())).isEmpty();
	}

}
