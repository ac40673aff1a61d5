package dev.ratelimit.sample.playground;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

import dev.ratelimit.Algorithm;
import dev.ratelimit.sample.docs.Snippets;
import dev.ratelimit.sample.playground.LimiterListener.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openqa.selenium.Keys;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Bean;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The page in a real browser: what it shows is what the server decided.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class PlaygroundBrowserTests {

	/** Calls of the page are over at once, so none is ever in flight beside another. */
	private static final List<Algorithm> SHOWN = Stream.of(Algorithm.values())
		.filter((algorithm) -> algorithm != Algorithm.CONCURRENCY)
		.toList();

	private static final int WIDE = 1280;

	@SuppressWarnings("NullAway.Init")
	private static Browser browser;

	@LocalServerPort
	private int port;

	@Autowired
	private LimiterListener listener;

	@BeforeAll
	static void startBrowser() throws Exception {
		assumeThat(Browser.installed())
			.as("/usr/bin/chromium and /usr/bin/chromedriver are not installed, so the page is not tested in a browser")
			.isTrue();
		browser = new Browser(Files.createTempDirectory("chromium"));
	}

	@AfterAll
	static void quitBrowser() throws Exception {
		if (browser != null) {
			browser.close();
		}
	}

	@BeforeEach
	void openPage() {
		open(false, WIDE);
	}

	@AfterEach
	void nothingWasComplainedAbout() {
		assertThat(browser.complaints()).isEmpty();
	}

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CONCURRENCY")
	void showsWhatTheServerDecided(Algorithm algorithm) {
		browser.choose("algorithm", algorithm.id());
		browser.choose("permits", "4");
		sendTraffic(12);
		assertThat(answers(algorithm.id())).isEqualTo(sorted(this.listener.answersOf(algorithm.id())));
		assertThat(drawn(algorithm.id())).isEqualTo(decided(algorithm.id()));
		assertThat(painted(algorithm.id())).contains("admitted", "refused").doesNotContain("waited");
		assertThat(browser.text(".lane p")).startsWith("%d admitted".formatted(decided(algorithm.id()).admitted()));
	}

	@Test
	void showsAllSixSideBySide() {
		browser.choose("permits", "5");
		browser.choose("capacity", "8");
		browser.choose("speed", "4");
		sendTraffic(12 * 6);
		for (Algorithm algorithm : SHOWN) {
			assertThat(this.listener.answersOf(algorithm.id())).hasSizeGreaterThanOrEqualTo(12);
			assertThat(drawn(algorithm.id())).as(algorithm.id()).isEqualTo(decided(algorithm.id()));
		}
		assertThat(decided("token-bucket").admitted()).isGreaterThanOrEqualTo(8);
	}

	@Test
	void showsWhoWaited() {
		browser.choose("algorithm", "leaky-bucket");
		browser.choose("permits", "4");
		browser.choose("period", "1s");
		browser.choose("wait", "1000");
		sendTraffic(12);
		assertThat(answers("leaky-bucket")).isEqualTo(sorted(this.listener.answersOf("leaky-bucket")))
			.anyMatch((answer) -> answer.waitedMillis() >= 100);
		assertThat(browser.text(".lane p")).containsPattern("[1-9]\\d* waited");
		assertThat(painted("leaky-bucket")).contains("waited");
	}

	@ParameterizedTest
	@ValueSource(strings = { "steady", "bursts", "ramp", "clients", "edge" })
	void sendsEachShapeOfTraffic(String shape) {
		browser.choose("algorithm", "fixed-window");
		browser.choose("period", "1s");
		browser.choose("speed", "8");
		browser.choose("shape", shape);
		sendTraffic(8);
		assertThat(drawn("fixed-window")).isEqualTo(decided("fixed-window"));
		assertThat(plot("fixed-window").get("remaining")).isEqualTo(calls().get(calls().size() - 1).get("remaining"));
		assertThat(calls()).extracting((call) -> call.get("client"))
			.contains("a")
			.allMatch((client) -> client.equals("a") || shape.equals("clients"));
		if (shape.equals("steady")) {
			assertThat(painted("fixed-window")).contains("remaining");
		}
	}

	@Test
	void sendsOneCallByHandAndShowsItsAnswer() {
		browser.choose("algorithm", "fixed-window");
		browser.choose("permits", "1");
		browser.choose("period", "1m");
		// A window may end in between, but not twice
		for (int i = 1; i <= 3; i++) {
			int sent = i;
			browser.click("#once");
			browser.await(() -> calls().size() == sent && !busy());
		}
		assertThat(browser.text("#last")).contains("HTTP/1.1 429", "Retry-After: ", "RateLimit: ",
				"application/problem+json", "quota-exceeded", "playground-fixed-window");
		assertThat(browser.text("#live")).startsWith("fixed-window: refused, retry after ");
	}

	@Test
	void saysInATableWhatThePlotShows() {
		browser.choose("algorithm", "sliding-window-log");
		browser.choose("permits", "4");
		sendTraffic(12);
		browser.click("summary");
		browser.await(() -> browser.text("tbody").contains("admitted"));
		long refused = Objects.requireNonNull((Long) browser.run("""
				return [...document.querySelectorAll("tbody td")]
					.reduce((sum, cell) => sum + Number(/(\\d+) refused/.exec(cell.textContent)?.[1] ?? 0), 0);"""));
		assertThat(refused).isEqualTo(decided("sliding-window-log").refused());
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
	void writesAConfigurationOfAllSix() {
		Snippets.yaml(browser.text("#yml"))
			.run((context) -> assertThat(Snippets.limits(context).keySet())
				.containsExactlyElementsOf(SHOWN.stream().map(Algorithm::id).toList()));
		assertThat(Snippets.compile(browser.text("#java"))).isEmpty();
	}

	@Test
	void needsNoMouse() {
		browser.tabTo("[name=algorithm]");
		browser.press("leaky");
		browser.tabTo("[name=permits]");
		browser.press(Keys.chord(Keys.CONTROL, "a"), "3");
		browser.tabTo("#start");
		browser.press(Keys.ENTER);
		browser.await(() -> calls().size() >= 4);
		browser.press(Keys.SPACE);
		browser.await(() -> !busy());
		assertThat(answers("leaky-bucket")).isEqualTo(sorted(this.listener.answersOf("leaky-bucket")));
		int sent = calls().size();
		browser.tabTo("#once");
		browser.press(Keys.SPACE);
		browser.await(() -> calls().size() == sent + 1 && !busy());
		browser.tabTo("summary");
		browser.press(Keys.ENTER);
		assertThat(browser.run("return document.querySelector('details').open")).isEqualTo(true);
		browser.tabTo("[data-copies=yml]");
		browser.press(Keys.ENTER);
		browser.await(() -> browser.text("#live").matches("Copied.*|Selected.*"));
		assertThat(browser.text("#yml")).contains("algorithm: leaky-bucket", "rate: 3/5s");
	}

	@ParameterizedTest
	@CsvSource({ "false, 1280", "true, 1280", "false, 360", "true, 360" })
	void isAccessible(boolean dark, int width) {
		open(dark, width);
		sendTraffic(12 * 6);
		browser.click("summary");
		assertThat(browser.violations()).isEmpty();
		assertThat((Long) browser.run("return document.documentElement.scrollWidth")).isLessThanOrEqualTo(width);
	}

	@Test
	void asksNobodyElse() {
		assertThat((List<?>) browser.run("return performance.getEntriesByType('resource').map((entry) => entry.name)"))
			.isNotEmpty()
			.allSatisfy((url) -> assertThat(url.toString()).startsWith("http://localhost:" + this.port + "/"));
	}

	@Test
	void saysWhichStoreIsInForce() {
		assertThat(browser.run("return document.forms[0].elements.store.value")).isEqualTo("local");
		assertThat(browser.text("#store-hint")).contains("profile redis");
	}

	private void open(boolean dark, int width) {
		this.listener.forget();
		browser.open("http://localhost:" + this.port + "/", dark, width, 900);
	}

	private void sendTraffic(int least) {
		browser.click("#start");
		browser.await(() -> calls().size() >= least);
		browser.click("#start");
		browser.await(() -> !busy());
	}

	private static boolean busy() {
		return Boolean.TRUE.equals(browser.run("return window.playground.busy"));
	}

	@SuppressWarnings("unchecked")
	private static List<Map<String, Object>> calls() {
		return new ArrayList<>(
				(List<Map<String, Object>>) Objects.requireNonNull(browser.run("return window.playground.series")));
	}

	/** What the page holds. */
	private static List<Answer> answers(String algorithm) {
		return sorted(calls().stream()
			.filter((call) -> algorithm.equals(call.get("algorithm")))
			.map((call) -> new Answer(algorithm, (Long) call.get("status"), (Long) call.get("remaining"),
					(Long) call.get("waitedMillis")))
			.toList());
	}

	/** Answers may overtake each other on their way. */
	private static List<Answer> sorted(List<Answer> answers) {
		return answers.stream().sorted(Comparator.comparing(Answer::toString)).toList();
	}

	/** What the plot holds. */
	private static Counts drawn(String algorithm) {
		Map<String, Long> plot = plot(algorithm);
		return new Counts(plot.getOrDefault("admitted", 0L) + plot.getOrDefault("waited", 0L),
				plot.getOrDefault("refused", 0L));
	}

	@SuppressWarnings("unchecked")
	private static Map<String, Long> plot(String algorithm) {
		return (Map<String, Long>) Objects
			.requireNonNull(browser.run("return window.playground.drawn(arguments[0])", algorithm));
	}

	/** In which of the legend's colours something stands on the canvas. */
	@SuppressWarnings("unchecked")
	private static List<String> painted(String algorithm) {
		return (List<String>) Objects.requireNonNull(browser.run("""
				const pixels = (canvas) =>
					canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data;
				const plot = pixels(document.querySelector(`[data-algorithm=${arguments[0]}] canvas`));
				const style = getComputedStyle(document.documentElement);
				return ["admitted", "waited", "refused", "remaining"].filter((name) => {
					const one = document.createElement("canvas");
					one.getContext("2d").fillStyle = style.getPropertyValue(`--${name}`);
					one.getContext("2d").fillRect(0, 0, 1, 1);
					const colour = pixels(one);
					for (let i = 0; i < plot.length; i += 4) {
						if (plot[i + 3] > 128 && [0, 1, 2].every((j) => Math.abs(plot[i + j] - colour[j]) < 5)) {
							return true;
						}
					}
					return false;
				});""", algorithm));
	}

	private Counts decided(String algorithm) {
		List<Answer> answers = this.listener.answersOf(algorithm);
		return new Counts(answers.stream().filter((answer) -> answer.status() == 200).count(),
				answers.stream().filter((answer) -> answer.status() == 429).count());
	}

	private record Counts(long admitted, long refused) {

	}

	@TestConfiguration(proxyBeanMethods = false)
	static class Recording {

		@Bean
		LimiterListener listener() {
			return new LimiterListener();
		}

	}

}
