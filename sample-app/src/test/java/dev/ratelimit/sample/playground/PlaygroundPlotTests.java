package dev.ratelimit.sample.playground;

import java.util.List;
import java.util.Objects;

import dev.ratelimit.Algorithm;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the page shows is what the server decided.
 */
class PlaygroundPlotTests extends PlaygroundPage {

	@ParameterizedTest
	@EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "CONCURRENCY")
	void showsWhatTheServerDecided(Algorithm algorithm) {
		browser.choose("algorithm", algorithm.id());
		browser.choose("permits", "4");
		sendTraffic(12);
		assertThat(answers(algorithm.id())).isEqualTo(sorted(server(algorithm.id())));
		assertThat(drawn(algorithm.id())).isEqualTo(decided(algorithm.id()));
		assertThat(painted(algorithm.id())).contains("admitted", "refused").doesNotContain("waited");
		assertThat(browser.text(".lane p")).startsWith("%d admitted".formatted(decided(algorithm.id()).admitted()));
	}

	@Test
	void showsAllSevenSideBySide() {
		browser.choose("permits", "5");
		browser.choose("capacity", "8");
		browser.choose("speed", "4");
		sendTraffic(12 * 7);
		for (Algorithm algorithm : Algorithm.values()) {
			assertThat(server(algorithm.id())).hasSizeGreaterThanOrEqualTo(12);
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
		assertThat(answers("leaky-bucket")).isEqualTo(sorted(server("leaky-bucket")))
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
	void writesWholeSecondsBelowALongRun() {
		browser.choose("algorithm", "fixed-window");
		browser.choose("shape", "steady");
		browser.click("#start");
		browser.await(() -> calls().size() >= 2);
		browser.run("const now = performance.now.bind(performance); performance.now = () => now() + 31_234.5;");
		assertThat((List<?>) browser.run("return window.playground.times('fixed-window')")).hasSizeGreaterThan(4)
			.allSatisfy((label) -> assertThat(label.toString()).matches("\\d+ s"));
		browser.click("#start");
		browser.await(() -> !busy());
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

	@Test
	void asksAllAlgorithmsInOneRequest() {
		sendTraffic(12 * 7);
		Long requests = (Long) browser.run("""
				return performance.getEntriesByType("resource")
					.filter((entry) => entry.name.includes("/playground/calls/")).length""");
		for (Algorithm algorithm : Algorithm.values()) {
			assertThat(server(algorithm.id())).as(algorithm.id()).hasSize(Objects.requireNonNull(requests).intValue());
		}
	}

	@Test
	void showsCallsInFlightComingBack() {
		browser.choose("algorithm", "concurrency");
		browser.choose("permits", "2");
		browser.choose("hold", "250");
		sendTraffic(24);
		assertThat(decided("concurrency").admitted()).isGreaterThanOrEqualTo(4);
		assertThat(decided("concurrency").refused()).isPositive();
		assertThat(drawn("concurrency")).isEqualTo(decided("concurrency"));
		assertThat(answers("concurrency")).isEqualTo(sorted(server("concurrency")));
	}

	@Test
	void drawsARecordedRunAtOnceUntilSomebodyStarts() {
		assertThat(browser.text("#state")).startsWith("Recorded");
		for (Algorithm algorithm : Algorithm.values()) {
			assertThat(painted(algorithm.id())).as(algorithm.id()).contains("admitted", "refused");
			assertThat(server(algorithm.id())).isEmpty();
		}
		sendTraffic(7);
		assertThat(browser.text("#state")).doesNotContain("Recorded");
		assertThat(drawn("fixed-window")).isEqualTo(decided("fixed-window"));
	}

	@Test
	void saysWhatToNoticeAndWhatUpAndDownMean() {
		assertThat(texts(".notice")).hasSameSizeAs(Algorithm.values()).doesNotHaveDuplicates().doesNotContain("");
		assertThat(texts("#lanes .up")).hasSameSizeAs(Algorithm.values()).containsOnly("\u2191 admitted");
		assertThat(texts(".down")).hasSameSizeAs(Algorithm.values()).containsOnly("\u2193 refused");
		assertThat(texts(".bar .legend li")).containsExactly("up: admitted", "up: admitted after waiting",
				"down: refused", "line: remaining");
	}

}
