package dev.ratelimit.sample.docs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Each task of the page begins with at most two sentences, goes on with a block to copy,
 * and links to where more is said.
 */
class HowToTests {

	private static final Path PAGE = Path.of("../docs/how-to.md");

	private static final Pattern SENTENCE_END = Pattern.compile("[.!?]\\)?(?=\\s|$)");

	private static final Pattern BLOCK = Pattern.compile("(?s)(<!-- not checked: [^>]+ -->\\n)?```(yaml|java)\\n.*");

	@TestFactory
	Stream<DynamicTest> twoSentencesABlockAndALink() throws IOException {
		return tasks().stream().map((task) -> {
			String[] parts = task.split("\n\n", 3);
			return DynamicTest.dynamicTest(parts[0], () -> {
				assertThat(sentences(parts[1])).as(parts[1]).isBetween(1L, 2L);
				assertThat(parts[2]).matches(BLOCK);
				assertThat(task).contains("](");
			});
		});
	}

	@Test
	void aDotWithinCodeEndsNoSentence() {
		assertThat(sentences("Use `a. b` of application.yml (see `c`.) It works!")).isEqualTo(2);
	}

	private static long sentences(String text) {
		return SENTENCE_END.matcher(text.replaceAll("`[^`]*`", "code")).results().count();
	}

	private static List<String> tasks() throws IOException {
		List<String> tasks = List.of(Files.readString(PAGE).split("\n## "));
		assertThat(tasks).hasSizeGreaterThan(30);
		return tasks.subList(1, tasks.size());
	}

}
