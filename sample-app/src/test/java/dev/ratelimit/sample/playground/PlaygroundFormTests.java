package dev.ratelimit.sample.playground;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import dev.ratelimit.Algorithm;
import dev.ratelimit.sample.docs.Snippets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What can be chosen, when, and how it is written down.
 */
class PlaygroundFormTests extends PlaygroundPage {

	@Test
	void sendsOneCallByHandAndShowsItsAnswer() {
		browser.choose("algorithm", "fixed-window");
		browser.choose("permits", "1");
		browser.choose("period", "1m");
		// The second is refused, or the third if a window ends in between
		for (int i = 1; i <= 3 && !browser.text("#last").contains("HTTP/1.1 429"); i++) {
			int sent = i;
			browser.click("#once");
			browser.await(() -> calls().size() == sent && !busy());
		}
		assertThat(browser.text("#last")).contains("HTTP/1.1 429", "Retry-After: ", "RateLimit: ",
				"application/problem+json", "quota-exceeded", "playground-fixed-window");
		assertThat(browser.text("#live")).startsWith("fixed-window: refused, retry after ");
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CONCURRENCY")
	void writesAConfigurationThatWorks(Algorithm algorithm) {
		browser.choose("algorithm", algorithm.id());
		browser.choose("permits", "7");
		browser.choose("period", "250ms");
		browser.choose("wait", "250");
		browser.choose("capacity", "9");
		Snippets.yaml(browser.text("#yml"))
			.run((context) -> assertThat(Snippets.limits(context).get("weather")).satisfies((limit) -> {
				assertThat(limit.algorithm()).isEqualTo(algorithm);
				assertThat(limit.rate()).hasToString("7/250ms");
				assertThat(limit.maxWait()).hasMillis(250);
				assertThat(limit.quota()).isEqualTo((algorithm == Algorithm.TOKEN_BUCKET) ? 9 : 7);
			}));
		assertThat(Snippets.compile(browser.text("#java"))).isEmpty();
	}

	@Test
	void writesAConfigurationOfAllSeven() {
		Snippets.yaml(browser.text("#yml"))
			.run((context) -> assertThat(Snippets.limits(context).keySet())
				.containsExactlyElementsOf(Stream.of(Algorithm.values()).map(Algorithm::id).toList()));
		assertThat(Snippets.compile(browser.text("#java"))).isEmpty();
	}

	@Test
	void offersNoStoreThatIsNotThere() {
		assertThat(browser.text("#store")).isEqualTo("Counted in this server's memory.");
		assertThat(browser.text("form")).doesNotContainIgnoringCase("redis");
	}

	@Test
	void writesALimitOfCallsInFlight() {
		browser.choose("algorithm", "concurrency");
		browser.choose("permits", "3");
		Snippets.yaml(browser.text("#yml"))
			.run((context) -> assertThat(Snippets.limits(context).get("weather")).satisfies((limit) -> {
				assertThat(limit.algorithm()).isEqualTo(Algorithm.CONCURRENCY);
				assertThat(limit.quota()).isEqualTo(3);
			}));
	}

	@Test
	void canBeStartedOnlyOnceTheServerHasAnswered() {
		browser.block("*/playground/about");
		load(false, WIDE, 800);
		browser.await(() -> browser.text("#state").startsWith("The server does not answer"));
		assertThat(texts("button:disabled")).contains("Start", "Send one", "Clear");
		browser.block();
		assertThat(browser.complaints()).isNotEmpty();
		open(false, WIDE, 800);
		assertThat(texts("button:disabled")).isEmpty();
	}

}
