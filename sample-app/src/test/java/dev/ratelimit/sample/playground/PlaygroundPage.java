package dev.ratelimit.sample.playground;

import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import dev.ratelimit.sample.playground.LimiterListener.Answer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The page in a real browser, and what the server has decided meanwhile.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@Import(LimiterListener.class)
abstract class PlaygroundPage {

	static final int WIDE = 1280;

	@SuppressWarnings("NullAway.Init")
	static Browser browser;

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
		open(false, WIDE, 900);
	}

	@AfterEach
	void nothingWasComplainedAbout() {
		assertThat(browser.complaints()).isEmpty();
	}

	String url() {
		return "http://localhost:" + this.port + "/";
	}

	void open(boolean dark, int width, int height) {
		this.listener.forget();
		browser.open(url(), dark, width, height);
	}

	void load(boolean dark, int width, int height) {
		browser.load(url(), dark, width, height);
	}

	static void sendTraffic(int least) {
		browser.click("#start");
		browser.await(() -> calls().size() >= least);
		browser.click("#start");
		browser.await(() -> !busy());
	}

	/** What the server answered. */
	List<Answer> server(String algorithm) {
		return this.listener.answersOf(algorithm);
	}

	static boolean busy() {
		return Boolean.TRUE.equals(browser.run("return window.playground.busy"));
	}

	@SuppressWarnings("unchecked")
	static List<Map<String, Object>> calls() {
		return new ArrayList<>(
				(List<Map<String, Object>>) Objects.requireNonNull(browser.run("return window.playground.series")));
	}

	/** What the page holds. */
	static List<Answer> answers(String algorithm) {
		return sorted(calls().stream()
			.filter((call) -> algorithm.equals(call.get("algorithm")))
			.map((call) -> new Answer(algorithm, (Long) call.get("status"), (Long) call.get("remaining"),
					(Long) call.get("waitedMillis")))
			.toList());
	}

	/** Answers may overtake each other on their way. */
	static List<Answer> sorted(List<Answer> answers) {
		return answers.stream().sorted(Comparator.comparing(Answer::toString)).toList();
	}

	/** What the plot holds. */
	static Counts drawn(String algorithm) {
		Map<String, Long> plot = plot(algorithm);
		return new Counts(plot.getOrDefault("admitted", 0L) + plot.getOrDefault("waited", 0L),
				plot.getOrDefault("refused", 0L));
	}

	@SuppressWarnings("unchecked")
	static Map<String, Long> plot(String algorithm) {
		return (Map<String, Long>) Objects
			.requireNonNull(browser.run("return window.playground.drawn(arguments[0])", algorithm));
	}

	@SuppressWarnings("unchecked")
	static List<String> texts(String selector) {
		return (List<String>) Objects.requireNonNull(browser
			.run("return [...document.querySelectorAll(arguments[0])].map((part) => part.textContent)", selector));
	}

	/** In which of the legend's colours something stands on the canvas. */
	@SuppressWarnings("unchecked")
	static List<String> painted(String algorithm) {
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

	Counts decided(String algorithm) {
		List<Answer> answers = server(algorithm);
		return new Counts(answers.stream().filter((answer) -> answer.status() == 200).count(),
				answers.stream().filter((answer) -> answer.status() == 429).count());
	}

	record Counts(long admitted, long refused) {

	}

}
