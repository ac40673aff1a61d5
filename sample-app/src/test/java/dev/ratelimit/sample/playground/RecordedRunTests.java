package dev.ratelimit.sample.playground;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The run that the page opens with is the one that the algorithms decide today. With
 * {@code -Dimages.write=true} it is recorded anew.
 */
class RecordedRunTests {

	private static final Path SCRIPT = Path.of("src/main/resources/static/playground/recorded.js");

	@Test
	void isTheOneThatThePageDraws() throws IOException {
		String script = RecordedRun.script();
		if (Boolean.getBoolean("images.write")) {
			Files.writeString(SCRIPT, script);
		}
		assertThat(SCRIPT).content().isEqualToNormalizingNewlines(script);
	}

}
