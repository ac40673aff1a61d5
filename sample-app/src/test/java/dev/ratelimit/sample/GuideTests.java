package dev.ratelimit.sample;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the guide shows is what runs.
 */
class GuideTests {

	@Test
	void theExampleOfTestingIsATestThatRuns() throws IOException {
		String test = Files.readString(Path.of("src/test/java/dev/ratelimit/sample/OwnLimitsTests.java"));
		String example = test.substring(test.indexOf("import ")).strip();
		assertThat(Files.readString(Path.of("../docs/testing.md"))).contains("```java\n" + example + "\n```");
	}

}
