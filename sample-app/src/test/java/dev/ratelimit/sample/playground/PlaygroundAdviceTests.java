package dev.ratelimit.sample.playground;

import java.util.List;
import java.util.Objects;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page draws what the endpoint advises.
 */
class PlaygroundAdviceTests extends PlaygroundPage {

	@Test
	void drawsWhatTheEndpointAdvises() {
		browser.click("#advice summary");
		sendTraffic(24 * 7);
		browser.await(() -> browser.text("#advised").contains(" of calls refused") && current());
		assertThat(browser.text("#advised")).matches(
				"\\d+ calls of \\d+ callers?\\. " + "At most 0.1%, 1%, 5% of calls refused: \\d+/5s, \\d+/5s, \\d+/5s; "
						+ "of callers: \\d+/5s, \\d+/5s, \\d+/5s\\.");
		assertThat(browser.run("return document.querySelector('#advice canvas').getAttribute('aria-label')"))
			.isEqualTo("Plot of the advice. " + browser.text("#advised"));
	}

	@Test
	void asksForNoAdviceUntilSomebodyLooks() {
		sendTraffic(12 * 7);
		assertThat((List<?>) browser.run("return performance.getEntriesByType('resource').map((entry) => entry.name)"))
			.noneMatch((url) -> url.toString().contains("/actuator/"));
	}

	/** Whether the bars are those of the endpoint's answer, calls first and then keys. */
	private static boolean current() {
		return Boolean.TRUE.equals(Objects.requireNonNull(browser
			.run("""
					return fetch("actuator/ratelimits/playground-observed").then((response) => response.json())
						.then(({ advice: { rates } }) => JSON.stringify(window.playground.advised)
							=== JSON.stringify(["calls", "keys"].map((of) => ["0.1%", "1%", "5%"].map((share) =>
								parseInt(rates.find((rate) => rate.of === of && rate.refusing === share).rate, 10)))));""")));
	}

}
