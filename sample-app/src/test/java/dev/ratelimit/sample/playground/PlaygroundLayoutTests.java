package dev.ratelimit.sample.playground;

import java.util.List;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openqa.selenium.Keys;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page on a desktop, on a phone, by keyboard and by screen reader.
 */
class PlaygroundLayoutTests extends PlaygroundPage {

	@Test
	void needsNoMouse() {
		browser.tabTo("[name=algorithm]");
		browser.press("leaky");
		browser.tabTo("[name=permits]");
		browser.press(Keys.chord(Keys.CONTROL, "a"), "3");
		browser.tabTo("#start");
		browser.press(Keys.ENTER);
		browser.await(() -> calls().size() >= 4);
		browser.press(Keys.SPACE);
		browser.await(() -> !busy());
		assertThat(answers("leaky-bucket")).isEqualTo(sorted(server("leaky-bucket")));
		int sent = calls().size();
		browser.tabTo("#once");
		browser.press(Keys.SPACE);
		browser.await(() -> calls().size() == sent + 1 && !busy());
		browser.tabTo("summary");
		browser.press(Keys.ENTER);
		assertThat(browser.run("return document.querySelector('details').open")).isEqualTo(true);
		browser.tabTo("details:has(#yml) summary");
		browser.press(Keys.ENTER);
		browser.tabTo("[data-copies=yml]");
		browser.press(Keys.ENTER);
		browser.await(() -> browser.text("#live").matches("Copied.*|Selected.*"));
		assertThat(browser.text("#yml")).contains("algorithm: leaky-bucket", "rate: 3/5s");
	}

	@ParameterizedTest
	@CsvSource({ "false, 1280", "true, 1280", "false, 360", "true, 360" })
	void isAccessible(boolean dark, int width) {
		open(dark, width, 900);
		sendTraffic(12 * 7);
		browser.run("document.querySelectorAll('details').forEach((part) => part.open = true)");
		assertThat(browser.violations()).isEmpty();
		assertThat((Long) browser.run("return document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
	}

	@Test
	void asksNobodyElse() {
		assertThat((List<?>) browser.run("return performance.getEntriesByType('resource').map((entry) => entry.name)"))
			.isNotEmpty()
			.allSatisfy((url) -> assertThat(url.toString()).startsWith(url()));
	}

	@Test
	void liesAboveTheFoldOnADesktop() {
		open(false, WIDE, 800);
		assertThat(height()).isLessThanOrEqualTo(800);
		sendTraffic(12 * 7);
		assertThat(height()).isLessThanOrEqualTo(800);
		assertThat(browser.run("return document.querySelectorAll('.lane')[1].offsetTop")).as("two columns")
			.isEqualTo(browser.run("return document.querySelectorAll('.lane')[0].offsetTop"));
	}

	@Test
	void bringsThePlotIntoViewOnAPhone() {
		open(false, 390, 844);
		assertThat(plotInView()).isFalse();
		browser.click("#start");
		browser.await(PlaygroundLayoutTests::plotInView);
		browser.click("#start");
		browser.await(() -> !busy());
	}

	private static boolean plotInView() {
		return Boolean.TRUE.equals(browser.run("""
				const plot = document.querySelector("canvas").getBoundingClientRect();
				return plot.top >= 0 && plot.bottom <= innerHeight;"""));
	}

	private static Long height() {
		return Objects.requireNonNull((Long) browser.run("return document.documentElement.scrollHeight"));
	}

}
