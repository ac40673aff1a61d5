package dev.ratelimit.internal.expression;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class CanonicalTextTests {

	@ParameterizedTest
	@ValueSource(strings = { "alice", "ALICE", "alice ", " \t alice\r\n", "al\u0000ice", "\u200balice", "al\u00adice",
			"alice\u00a0", "\u3000alice", "\ufeffalice", "ａｌｉｃｅ", "ＡＬＩＣＥ", "\u202ealice", "alice\u2028", "ali\ud800ce",
			"\u0001alice\u007f", "aｌice\u0085", "ⓐlice", "al\ufe0fice", "\ufe00alice\ufe0e", "alice\udb40\udd00",
			"al\u034fice", "al\u115fice", "\u3164alice", "alice\uffa0", "ali\u17b4ce", "a\u180blice", "al\u2065ice" })
	void allWritingsOfANameAreOne(String written) {
		assertThat(CanonicalText.of(written)).isEqualTo("alice");
	}

	@Test
	void composedAndDecomposedLettersAreOne() {
		assertThat(CanonicalText.of("JOSE\u0301")).isEqualTo(CanonicalText.of("josé")).isEqualTo("jos\u00e9");
	}

	/** Of which the small one is written in another way at the end of a word. */
	@Test
	void aSigmaIsOneLetterWhereverItStands() {
		assertThat(CanonicalText.of("ΝΙΚΟΣ")).isEqualTo(CanonicalText.of("νικος")).isEqualTo(CanonicalText.of("νικοσ"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "İstanbul", "ΑΣ", "ǅ", "\u1E9E", "ﬃ", "\u0390", "K", "Å", "𝔘ser", "x y" })
	void aCanonicalTextStaysAsItIs(String written) {
		String canonical = CanonicalText.of(written);
		assertThat(CanonicalText.of(canonical)).isEqualTo(canonical);
	}

	@Test
	void nothingVisibleIsEmpty() {
		assertThat(CanonicalText.of(" \u0000\u200b ")).isEmpty();
	}

	@Test
	void blanksWithinANameStay() {
		assertThat(CanonicalText.of(" Ann  Lee ")).isEqualTo("ann  lee");
	}

}
