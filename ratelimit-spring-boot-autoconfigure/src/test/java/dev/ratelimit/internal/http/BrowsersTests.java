package dev.ratelimit.internal.http;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

class BrowsersTests {

	@ParameterizedTest
	@ValueSource(strings = { "text/html", "text/html;charset=utf-8", "text/html, */*", "*/*, text/html",
			"text/html;q=0.5, */*;q=0.4", "text/html;q=0.5, */*;q=0.5", "text/html, application/json",
			"text/html, application/xhtml+xml, application/xml;q=0.9, */*;q=0.8",
			"text/html, application/vnd.api+json;q=0.9", "text/html;q=0.5, image/*" })
	void pagesArePreferred(String accept) {
		assertThat(Browsers.isOne(List.of(accept))).isTrue();
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "", "*/*", "text/*", "text/html;q=0", "application/json, text/html", "text/html;q=0.8, */*",
					"text/html;q=0.3, */*;q=0.5", "*/*, text/html;q=0.5", "text/html;q=0.5, application/*",
					"text/html;q=0.5, application/json;q=0.4, */*", "text/html;q=0.1, application/vnd.api+json",
					"application/problem+json;q=0.9, text/html;q=0.3, */*;q=0.1", "text/html;q=x", "a" })
	void documentsArePreferred(String accept) {
		assertThat(Browsers.isOne(List.of(accept))).isFalse();
	}

	@Test
	void severalLinesAreOne() {
		assertThat(Browsers.isOne(List.of("application/json", "text/html"))).isFalse();
		assertThat(Browsers.isOne(List.of("text/html", "application/json"))).isTrue();
		assertThat(Browsers.isOne(List.of())).isFalse();
	}

}
