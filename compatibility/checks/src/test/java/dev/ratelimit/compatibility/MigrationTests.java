package dev.ratelimit.compatibility;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

import dev.ratelimit.compatibility.Application.Mode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

/**
 * Calls applications before and after the migration that docs/migration.md describes, and
 * compares the table in that page with what they answered.
 */
@DisplayName("Migration")
@ExtendWith(Results.class)
@TestMethodOrder(MethodOrderer.DisplayName.class)
class MigrationTests {

	private static final Path APPLICATIONS = Path.of(System.getProperty("applications"));

	@Test
	@DisplayName("from Bucket4j's starter: answers as in docs/migration.md")
	void bucket4j() throws IOException {
		Map<String, UnaryOperator<Calls>> scenarios = new LinkedHashMap<>();
		scenarios.put("by header: `a` four times, then `b`",
				(calls) -> calls.get(4, "/api/orders", "X-Api-Key", "a").get(1, "/api/orders", "X-Api-Key", "b"));
		scenarios.put("what is skipped: four times HEAD", (calls) -> calls.send("HEAD", 4, "/api/orders"));
		scenarios.put("without the header: four times, then from another address",
				(calls) -> calls.get(4, "/api/orders").from("127.0.0.2").get(1, "/api/orders"));
		scenarios.put("the path as `/%61pi/orders`, four times",
				(calls) -> calls.get(4, "/%61pi/orders", "X-Api-Key", "encoded"));
		scenarios.put("the first that applies: gold five times",
				(calls) -> calls.from("127.0.0.3").get(5, "/prices", "X-Plan", "gold"));
		scenarios.put("the first that applies: not gold three times, then gold twice",
				(calls) -> calls.get(3, "/prices").get(2, "/prices", "X-Plan", "gold"));
		scenarios.put("two bandwidths, two tokens a call: three times", (calls) -> calls.get(3, "/exports"));
		scenarios.put("only failed logins count: right three times, wrong three times, right",
				(calls) -> calls.get(3, "/login?password=secret")
					.get(3, "/login?password=wrong")
					.get(1, "/login?password=secret"));
		scenarios.put("no key on a filter: twice, then from another address",
				(calls) -> calls.get(2, "/stock").from("127.0.0.2").get(1, "/stock"));
		scenarios.put("one name on two methods: a comment three times, a vote, leaving",
				(calls) -> calls.get(3, "/comment?visitor=ann").get(1, "/vote?visitor=ann").get(1, "/leave?visitor=ann"));
		scenarios.put("what a condition skips: a comment by staff three times",
				(calls) -> calls.get(3, "/comment?visitor=staff"));
		scenarios.put("fallback, twice", (calls) -> calls.bodies(2, "/quote?visitor=ann"));
		scenarios.put("no key on a method: twice, then from another address",
				(calls) -> calls.get(2, "/total").from("127.0.0.2").get(1, "/total"));
		scenarios.put("a name that is not configured: twice", (calls) -> calls.get(2, "/typo"));
		compare("bucket4j", "Bucket4j's starter", "Visits", scenarios);
	}

	@Test
	@DisplayName("from Resilience4j: answers as in docs/migration.md")
	void resilience4j() throws IOException {
		Map<String, UnaryOperator<Calls>> scenarios = new LinkedHashMap<>();
		scenarios.put("for all callers: three times, then from another address",
				(calls) -> calls.get(3, "/report").from("127.0.0.2").get(1, "/report"));
		scenarios.put("fallback: a call that succeeds, one that fails, one that is refused",
				(calls) -> calls.bodies(1, "/quote?symbol=ABC")
					.bodies(1, "/quote?symbol=unknown")
					.bodies(1, "/quote?symbol=ABC"));
		scenarios.put("by customer: `a` three times, then `b`",
				(calls) -> calls.get(3, "/search?customer=a").get(1, "/search?customer=b"));
		scenarios.put("five permits, two a call: six times", (calls) -> calls.get(6, "/export"));
		scenarios.put("a wait of two seconds that cannot be enough: twice", (calls) -> calls.get(1, "/slow").waiting("/slow"));
		scenarios.put("a name that is not configured: twice", (calls) -> calls.get(2, "/typo"));
		compare("resilience4j", "Resilience4j", "Backend", scenarios);
	}

	private static void compare(String name, String other, String service,
			Map<String, UnaryOperator<Calls>> scenarios) throws IOException {
		assumeTrue(Boolean.getBoolean("migration"), "not run");
		Map<String, String> before = answers(name, scenarios, "--spring.profiles.active=typo");
		Map<String, String> after = answers(name + "-migrated", scenarios);
		if (Application.run("migration/" + name + "-migrated", Mode.NORMAL, "--spring.profiles.active=typo")
			.contains("APPLICATION FAILED TO START")) {
			after.put("a name that is not configured: twice", "does not start");
		}
		StringBuilder table = new StringBuilder("| calls | %s | here |%n|---|---|---|%n".formatted(other));
		before.forEach((scenario, answer) -> table.append("| %s | %s | %s%s |%n".formatted(scenario, answer,
				after.get(scenario), after.get(scenario).equals(answer) ? "" : " **≠**")));
		Files.writeString(Path.of("target", "migration-" + name + ".md"), table);
		String page = Files.readString(APPLICATIONS.resolve("../docs/migration.md"));
		assertThat(page).contains(table, configuration(name), configuration(name + "-migrated"), methods(name, service),
				methods(name + "-migrated", service));
	}

	private static Map<String, String> answers(String name, Map<String, UnaryOperator<Calls>> scenarios,
			String... arguments) {
		Map<String, String> answers = new LinkedHashMap<>();
		try (Application application = Application.start("migration/" + name, Mode.NORMAL, arguments)) {
			scenarios.forEach((scenario, calls) -> answers.put(scenario, calls.apply(Calls.of(application)).toString()));
		}
		return answers;
	}

	/** What the limits are configured with: the file without what configures Spring. */
	private static String configuration(String application) throws IOException {
		String file = read(application, "resources/application.yml");
		return file.substring(file.startsWith("spring:") ? file.indexOf("\n\n") + 2 : 0);
	}

	/** What stands between the braces of a class. */
	private static String methods(String application, String type) throws IOException {
		String file = read(application, "java/dev/ratelimit/compatibility/migration/" + type + ".java");
		return file.substring(file.indexOf("{\n\n") + 3, file.lastIndexOf("\n}")).replaceAll("(?m)^\t", "");
	}

	private static String read(String application, String file) throws IOException {
		return Files.readString(APPLICATIONS.resolve("migration").resolve(application).resolve("src/main").resolve(file));
	}

}
