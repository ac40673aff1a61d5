package dev.ratelimit.autoconfigure;

import java.util.concurrent.atomic.AtomicReference;

import org.junit.jupiter.api.Test;

import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.core.env.Environment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A list in a stronger source replaces the whole list of a weaker one.
 */
class ReplacedListTests {

	private static final String FILE = """
			ratelimit:
			  limits: { api: { rate: 5/s } }
			  web:
			    trusted-proxies: [10.0.0.0/33, 10.1.0.0/16]
			    rules:
			      - limits: api
			        paths: /a
			      - limits: apy
			        paths: /b
			""";

	private static String failureOf(String... properties) {
		AtomicReference<Environment> environment = new AtomicReference<>();
		AtomicReference<String> text = new AtomicReference<>("");
		new WebApplicationContextRunner().withConfiguration(WebRulesScene.OURS)
			.withInitializer(Yaml.of(FILE))
			.withPropertyValues(properties)
			.withInitializer((context) -> environment.set(context.getEnvironment()))
			.run((context) -> text.set(Failures.text(context.getStartupFailure(), environment.get())));
		return text.get().replace("\r\n", "\n");
	}

	@Test
	void whatIsLostIsToldWithBothPlaces() {
		assertThat(failureOf("ratelimit.web.rules[0].permits=3"))
			.contains("ratelimit.web.rules[0].limits\n        names no limit.\n        "
					+ "(from \"ratelimit.web.rules[0].permits\" from property source \"test\")")
			.contains("(this list replaces the one of", "[application.yml] - 6:17)", "[application.yml] - 7:16)")
			.contains("write all of it there, or give rules names")
			.doesNotContain("apy");
	}

	@Test
	void aGapInAListIsToldAsThat() {
		assertThat(failureOf("ratelimit.web.rules[1].limits=api"))
			.contains("ratelimit.web.rules[1]\n        stands behind a gap in its list, there is no [0].\n        "
					+ "(from \"ratelimit.web.rules[1].limits\" from property source \"test\")")
			.contains("Number the elements from [0] without a gap", "replaces the whole list")
			.doesNotContain("left unbound");
		assertThat(failureOf("ratelimit.web.trusted-proxies[0]=10.0.0.0/8", "ratelimit.web.trusted-proxies[3]=::/0"))
			.contains("ratelimit.web.trusted-proxies[3]\n        stands behind a gap in its list, there is no [2]");
	}

	@Test
	void whatNothingReplacesIsToldWithItsOwnPlaceOnly() {
		assertThat(failureOf("ratelimit.limits.api.capacity=7")).contains("unknown limit 'apy'", "8:17", "4:23")
			.doesNotContain("replaces");
		assertThat(failureOf("ratelimit.web.trusted-proxies=10.0.0.0/34")).contains("10.0.0.0/34", "source \"test\"")
			.doesNotContain("replaces", "10.0.0.0/33");
	}

	@Test
	void anElementWithAnotherMistakeIsNoGap() {
		assertThat(failureOf("ratelimit.web.rules[0].path=/x", "ratelimit.web.rules[1].limits=api"))
			.contains("ratelimit.web.rules[0].path\n        there is no such property")
			.doesNotContain("gap");
	}

}
