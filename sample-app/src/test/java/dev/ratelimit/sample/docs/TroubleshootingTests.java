package dev.ratelimit.sample.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The page's tables say what the log says, word for word, and leave out no cause that
 * start-up warns of.
 */
class TroubleshootingTests {

	private static final Path PAGE = Path.of("../docs/troubleshooting.md");

	private static final Path CODE = Path.of("../ratelimit-spring-boot-autoconfigure/src/main/java");

	private static final Pattern LOG_WORDS = Pattern.compile("(?m)^\\| `([^`]{12,})`");

	/** What says that something is not limited; one of its literals is the problem. */
	private static final Pattern REPORT = Pattern.compile(
			"(?s)(?:unlimited\\.report|getObject\\(\\)\\s*\\.report|\\sreport(?=\\(method,)|bypasses(?:All|One))\\(((?:[^;\"]|\"(?:[^\"\\\\]|\\\\.)*\")*);");

	private static final Pattern LITERAL = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");

	@TestFactory
	Stream<DynamicTest> theLogSaysSo() throws IOException {
		String code = code();
		return LOG_WORDS.matcher(Files.readString(PAGE))
			.results()
			.map((row) -> row.group(1))
			.map((words) -> DynamicTest.dynamicTest(words, () -> {
				for (String fragment : words.split("…|, so a client.*|\\(ratelimit.*")) {
					assertThat(code.contains(fragment.replaceAll("^[' :]+|[' :]+$", ""))).as(fragment).isTrue();
				}
			}));
	}

	@Test
	void everyReportOfAnUnlimitedCallIsOnThePage() throws IOException {
		String page = Files.readString(PAGE).replace('\n', ' ').replaceAll(" +", " ");
		List<String> reports = REPORT.matcher(code())
			.results()
			.map((call) -> call.group(1))
			.filter((call) -> call.contains("\""))
			.toList();
		assertThat(reports).hasSizeGreaterThan(15).allSatisfy((report) -> {
			List<String> problems = LITERAL.matcher(report)
				.results()
				.map((literal) -> literal.group(1).replace("%s", "…"))
				.toList();
			assertThat(problems).anyMatch((problem) -> problem.length() > 11 && page.contains(problem.strip()));
		});
	}

	/** All sources, with literals that are put together as one. */
	private static String code() throws IOException {
		try (Stream<Path> files = Files.walk(CODE)) {
			return files.filter((file) -> file.toString().endsWith(".java")).map((file) -> {
				try {
					return Files.readString(file);
				}
				catch (IOException ex) {
					throw new UncheckedIOException(ex);
				}
			}).collect(Collectors.joining()).replaceAll("\"\\s*\\+\\s*\"", "");
		}
	}

}
