package dev.ratelimit.compatibility;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.SplittableRandom;

import dev.ratelimit.compatibility.Application.Mode;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

@DisplayName("Few dependencies")
@ExtendWith(Results.class)
@TestMethodOrder(MethodOrderer.DisplayName.class)
class FewDependenciesTests {

	@Test
	@DisplayName("MVC alone: filter and annotation")
	void mvc() {
		mvc(Mode.NORMAL);
	}

	@Test
	@DisplayName("MVC alone, ahead of time: filter and annotation")
	void mvcAheadOfTime() {
		mvc(Mode.AHEAD_OF_TIME);
	}

	private static void mvc(Mode mode) {
		try (Application application = Application.start("mvc", mode)) {
			assertThat(application.statuses(4, "/filtered?part=a")).containsExactly(200, 200, 200, 429);
			assertThat(application.statuses(4, "/annotated?user=ada")).containsExactly(200, 200, 200, 429);
			assertProblem(application.get("/filtered?part=a"));
			assertThat(application.statuses(1, "/annotated?user=bob")).containsExactly(200);
			assertProblem(application.get("/annotated?user=ada"));
		}
	}

	@Test
	@DisplayName("servlet container without MVC: filter and annotation")
	void servlet() {
		try (Application application = Application.start("servlet", Mode.NORMAL)) {
			assertThat(application.statuses(4, "/filtered")).containsExactly(200, 200, 200, 429);
			assertThat(application.statuses(4, "/annotated")).containsExactly(200, 200, 200, 429);
			assertProblem(application.get("/filtered"));
			assertProblem(application.get("/annotated"));
		}
	}

	private static void assertProblem(HttpResponse<String> refused) {
		assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(refused.body()).contains("\"violated-policies\":[\"three\"]");
	}

	@Test
	@DisplayName("Undertow: each servlet however a request writes its path")
	void undertow() {
		assumeTrue(System.getProperty("spring-boot.version").startsWith("3."), "no Undertow there");
		try (Application application = Application.start("undertow", Mode.NORMAL)) {
			for (String path : List.of("/plain", "/report.do", "/tree/leaf")) {
				assertThat(Calls.of(application).get(3, path, "X-Case", "as written " + path)).hasToString("200 200 429");
				for (String dress : List.of("/x/..%s", "/%s", "/.%s", "/x/..;%s", "/%%2e%s", "/x/%%2e%%2e%s", "%s/.",
						"%s;x=y", "%s/x/..", "/tree/public/../..%s", "/tree/public/..;/..%s", "%s/", "%s%%20", "%s%%3bx")) {
					String written = dress.formatted(path);
					assertThat(Calls.of(application).get(3, written, "X-Case", written).toString()).as(written)
						.doesNotEndWith("200");
				}
			}
		}
	}

	/** Whatever a path looks like, who is answered three times has met no limit. */
	@Test
	@DisplayName("Undertow: each servlet under random paths")
	void undertowAtRandom() {
		assumeTrue(System.getProperty("spring-boot.version").startsWith("3."), "no Undertow there");
		SplittableRandom random = new SplittableRandom(1);
		int served = 0;
		try (Application application = Application.start("undertow", Mode.NORMAL)) {
			for (int i = 0; i < 600; i++) {
				String path = randomPath(random);
				String answers = Calls.of(application).get(3, path, "X-Case", "random " + i).toString();
				assertThat(answers).as(path).isNotEqualTo("200 200 200");
				served += answers.startsWith("200 200") ? 1 : 0;
			}
		}
		assertThat(served).as("paths that reach a servlet").isGreaterThan(100);
	}

	private static String randomPath(SplittableRandom random) {
		List<String> targets = List.of("/plain", "/tree/leaf", "/tree/public/leaf");
		List<String> pieces = List.of("/", "/.", "/..", "/x/..", "/x", "..;", ";x=y", ";", "%2e", "%2f", "%2F..", "%5c",
				"%3b", "%20", "%25", "%252e", ".", "\\", "?a=/b", "public/../");
		StringBuilder path = new StringBuilder(targets.get(random.nextInt(targets.size())));
		for (int i = random.nextInt(4); i > 0; i--) {
			int at = random.nextInt(4) == 0 ? 1 + random.nextInt(path.length()) : path.lastIndexOf("/");
			path.insert((random.nextInt(3) == 0) ? 0 : at, pieces.get(random.nextInt(pieces.size())));
		}
		return ((path.charAt(0) == '/') ? "" : "/") + path;
	}

	@Test
	@DisplayName("no web: limiters and annotation, called in many ways")
	void plain() {
		for (Mode mode : Mode.values()) {
			String log = Application.run("plain", mode);
			assertThat(List.of("limiter", "method", "event", "made", "function", "scoped", "self", "later"))
				.allSatisfy((name) -> assertThat(log).contains("%s true%n%<s true%n%<s true%n%<s false%n".formatted(name)));
		}
	}

	@Test
	@DisplayName("a mistake in the configuration is explained")
	void mistake() {
		assertThat(Application.run("plain", Mode.NORMAL, "--ratelimit.limits.three.rat=1/s")).contains(
				"APPLICATION FAILED TO START", "The rate limits are not configured correctly", "did you mean 'rate'?");
	}

	@Test
	@DisplayName("WebFlux alone: rule and annotation")
	void reactive() {
		reactive("reactive", Mode.NORMAL);
	}

	@Test
	@DisplayName("WebFlux alone, ahead of time: rule and annotation")
	void reactiveAheadOfTime() {
		reactive("reactive", Mode.AHEAD_OF_TIME);
	}

	@Test
	@DisplayName("WebFlux on Undertow: rule and annotation")
	void reactiveOnUndertow() {
		assumeTrue(System.getProperty("spring-boot.version").startsWith("3."), "no Undertow there");
		reactive("undertow-reactive", Mode.NORMAL);
	}

	private static void reactive(String name, Mode mode) {
		try (Application application = Application.start(name, mode)) {
			assertThat(application.statuses(4, "/filtered")).containsExactly(200, 200, 200, 429);
			assertThat(application.statuses(4, "/annotated?user=ada")).containsExactly(200, 200, 200, 429);
			assertProblem(application.get("/filtered"));
			assertProblem(application.get("/annotated?user=ada"));
		}
	}

}
