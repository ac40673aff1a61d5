package dev.ratelimit.internal.key;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class HeldKeyTests {

	@ParameterizedTest
	@ValueSource(strings = { "", "alice", "0123456789012345678901234567890123456789012345678901234567890123",
			"éééééééééééééééééééééééééééééééé", "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀", "2001:db8:0:1::/64", "sha256:abc",
			"sha256:0123456789012345678901234567890" })
	void aKeyOfAtMost64BytesIsHeldAsItIs(String key) {
		assertThat(HeldKey.of(key)).isSameAs(key);
	}

	@ParameterizedTest
	@ValueSource(strings = { "01234567890123456789012345678901234567890123456789012345678901234",
			"ééééééééééééééééééééééééééééééééa", "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀a", "€€€€€€€€€€€€€€€€€€€€€€" })
	void aLongerOneIsADigest(String key) {
		assertThat(HeldKey.of(key)).startsWith("sha256:").hasSize(39).isEqualTo(HeldKey.of(key));
	}

	@Test
	void keysThatDifferAreHeldApart() {
		String key = "k".repeat(1_000_000);
		assertThat(HeldKey.of(key + "1")).isNotEqualTo(HeldKey.of(key + "2")).hasSize(39);
	}

	@Test
	void nobodySaysTheDigestOfAnother() {
		String held = HeldKey.of("k".repeat(100));
		assertThat(HeldKey.of(held)).isNotEqualTo(held);
	}

}
