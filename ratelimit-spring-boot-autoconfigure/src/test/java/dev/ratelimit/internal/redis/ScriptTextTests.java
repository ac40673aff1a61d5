package dev.ratelimit.internal.redis;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The scripts as Redis gets them, each whole in one file, to be read. Run with
 * {@code -Dscripts.write=true} to write the files anew.
 */
class ScriptTextTests {

	private static final Path FOLDER = Path.of("src/test/resources/scripts");

	@ParameterizedTest
	@ValueSource(strings = { "gcra", "fixed-window", "sliding-window-log", "sliding-window-counter", "paced-window",
			"gcra+fixed-window", "gcra.block", "gcra.block+fixed-window" })
	void theFileIsWhatRedisGets(String algorithms) throws IOException {
		compare(algorithms, Script.of(List.of(algorithms.split("\\+"))).text());
	}

	@ParameterizedTest
	@ValueSource(strings = { "gcra", "gcra+fixed-window", "gcra.block", "gcra.block+fixed-window" })
	void theFileIsWhatRedisGetsForCallsThatTravelTogether(String algorithms) throws IOException {
		compare(algorithms + "-together", Script.together(List.of(algorithms.split("\\+"))).text());
	}

	private static void compare(String name, String text) throws IOException {
		Path file = FOLDER.resolve(name + ".lua");
		if (Boolean.getBoolean("scripts.write")) {
			Files.createDirectories(FOLDER);
			Files.writeString(file, text);
		}
		assertThat(file).as("write it anew with -Dscripts.write=true").hasContent(text);
	}

}
