package dev.ratelimit.sample.docs;

import java.io.IOException;
import java.io.StringReader;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * No block in the documentation is wrong: configuration starts an application, code
 * compiles, links lead somewhere. Blocks of somebody else's are marked as not checked.
 */
class DocumentationTests {

	private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

	@TestFactory
	Stream<DynamicTest> everyConfigurationStartsAnApplication() throws IOException {
		return blocks("yaml").map((block) -> DynamicTest.dynamicTest(block.where(),
				() -> Snippets.yaml(block.before(), block.text()).run((context) -> {
					assertThat(context).hasNotFailed();
				})));
	}

	/** Spring Boot itself passes over a property that nobody reads. */
	@TestFactory
	Stream<DynamicTest> everyPropertyIsOneThatSomebodyReads() throws IOException {
		Map<String, Boolean> known = knownProperties();
		return blocks("yaml").map((block) -> DynamicTest.dynamicTest(block.where(),
				() -> assertThat(propertiesIn(block.text()))
					.allMatch((property) -> known.containsKey(property) || known.keySet()
						.stream()
						.anyMatch((name) -> known.get(name) && property.startsWith(name + ".")))));
	}

	private static List<String> propertiesIn(String yaml) {
		return Snippets.load(yaml)
			.stream()
			.flatMap((source) -> Stream.of(((EnumerablePropertySource<?>) source).getPropertyNames()))
			// Rules of a list, and rules with names
			.map((name) -> name.replaceAll("^(ratelimit\\.web\\.rules)\\..*|\\[.*", "$1"))
			.toList();
	}

	/** By name, and whether others may stand below it. */
	private static Map<String, Boolean> knownProperties() throws IOException {
		Map<String, Boolean> known = new HashMap<>();
		metadata().forEach((property) -> known.put(property.path("name").asString(),
				property.path("type").asString("").contains("Map<")));
		assertThat(known).containsEntry("ratelimit.store", false).containsEntry("ratelimit.limits", true);
		return known;
	}

	private static Stream<JsonNode> metadata() throws IOException {
		List<JsonNode> properties = new ArrayList<>();
		for (URL metadata : Collections.list(DocumentationTests.class.getClassLoader()
			.getResources("META-INF/spring-configuration-metadata.json"))) {
			JsonMapper.shared().readTree(metadata.openStream()).path("properties").forEach(properties::add);
		}
		return properties.stream();
	}

	@TestFactory
	Stream<DynamicTest> allCodeCompiles() throws IOException {
		return blocks("java").map((block) -> DynamicTest.dynamicTest(block.where(),
				() -> assertThat(Snippets.compile(block.text())).isEmpty()));
	}

	@TestFactory
	Stream<DynamicTest> allXmlIsWellFormed() throws IOException {
		return blocks("xml").map((block) -> DynamicTest.dynamicTest(block.where(),
				() -> assertThat(DocumentBuilderFactory.newInstance()
					.newDocumentBuilder()
					.parse(new InputSource(new StringReader("<all>" + block.text() + "</all>")))).isNotNull()));
	}

	@TestFactory
	Stream<DynamicTest> everyLinkLeadsSomewhere() throws IOException {
		return pages().map((page) -> DynamicTest.dynamicTest(ROOT.relativize(page).toString(),
				() -> assertThat(Page.read(page).links()).allSatisfy((link) -> assertLeadsSomewhere(page, link))));
	}

	private static void assertLeadsSomewhere(Path page, String link) throws IOException {
		int at = link.indexOf('#');
		Path target = (at == 0) ? page : page.resolveSibling((at > 0) ? link.substring(0, at) : link).normalize();
		assertThat(target).exists();
		if (at >= 0 && target.toString().endsWith(".md")) {
			assertThat(Page.read(target).anchors()).contains(link.substring(at + 1));
		}
	}

	@TestFactory
	Stream<DynamicTest> everyPropertyIsInTheTableWithItsDefault() throws IOException {
		Map<String, String> rows = new HashMap<>();
		Files.readAllLines(ROOT.resolve("docs/properties.md"))
			.stream()
			.filter((line) -> line.startsWith("| `ratelimit."))
			.map((line) -> line.split(" \\| "))
			.forEach((cells) -> rows
				.put(cells[0].replaceAll("[| `]", "").replaceAll("<\\w+>", "*").replace("[]", "[*]"), cells[1]));
		return metadata().filter((property) -> property.path("name").asString().startsWith("ratelimit."))
			.map((property) -> DynamicTest.dynamicTest(property.path("name").asString(), () -> {
				assertThat(rows).containsKey(property.path("name").asString());
				String value = property.path("defaultValue").asString("");
				if (!value.isEmpty()) {
					assertThat(rows.get(property.path("name").asString())).isEqualTo("`" + value + "`");
				}
			}));
	}

	@TestFactory
	Stream<DynamicTest> everyPartWrittenByHandIsThere() throws IOException {
		List<String> sources;
		try (Stream<Path> files = Files.walk(ROOT.resolve("ratelimit-spring-boot-autoconfigure/src/main/java"))) {
			sources = files.map(Path::toString).toList();
		}
		return Files.readAllLines(ROOT.resolve("docs/dependencies.md"))
			.stream()
			.dropWhile((line) -> !line.startsWith("| Part "))
			.filter((line) -> line.startsWith("| `"))
			.flatMap((line) -> Stream.of(line.split(" \\| ")[0].replaceAll("[| `]", "").split(",")))
			.map((part) -> DynamicTest.dynamicTest(part, () -> assertThat(sources)
				.anyMatch((source) -> source.endsWith("/" + part.replace('.', '/') + ".java"))));
	}

	private static Stream<Block> blocks(String language) throws IOException {
		List<Block> found = new ArrayList<>();
		for (Path path : pages().toList()) {
			StringBuilder limits = new StringBuilder();
			for (Page.Block block : Page.read(path).blocks()) {
				if (block.language().equals(language)) {
					found.add(new Block(ROOT.relativize(path) + ":" + block.line(), limits.toString(), block.text()));
				}
				if (block.language().equals("yaml")) {
					limits.append(limitsIn(block.text()));
				}
			}
		}
		assertThat(found).isNotEmpty();
		return found.stream();
	}

	/** What later blocks of a page may name. */
	private static String limitsIn(String yaml) {
		StringBuilder limits = new StringBuilder();
		for (PropertySource<?> source : Snippets.load(yaml)) {
			for (String name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
				if (name.startsWith("ratelimit.limits.")) {
					limits.append("\"%s\": \"%s\"%n---%n".formatted(name, source.getProperty(name)));
				}
			}
		}
		return limits.toString();
	}

	private static Stream<Path> pages() throws IOException {
		try (Stream<Path> docs = Files.list(ROOT.resolve("docs"))) {
			return Stream
				.concat(Stream.of("README.md", "SECURITY.md", "llms.txt").map(ROOT::resolve),
						docs.filter((path) -> path.toString().endsWith(".md")).sorted())
				.toList()
				.stream();
		}
	}

	private record Block(String where, String before, String text) {

	}

}
