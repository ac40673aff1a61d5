package dev.ratelimit.sample.playground;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Takes the pictures of the playground that the documentation shows.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
@EnabledIfSystemProperty(named = "images.write", matches = "true")
class ScreenshotTests {

	private static final Path IMAGES = Path.of("../docs/images");

	@LocalServerPort
	private int port;

	@Test
	void allSevenSideBySide() throws IOException {
		try (Browser browser = new Browser(Files.createTempDirectory("chromium"))) {
			for (boolean dark : new boolean[] { false, true }) {
				browser.open("http://localhost:" + this.port + "/", dark, 1280, 800);
				browser.choose("capacity", "15");
				run(browser, "playground-" + (dark ? "dark" : "light"));
			}
		}
	}

	@Test
	void waitingOnAPhone() throws IOException {
		try (Browser browser = new Browser(Files.createTempDirectory("chromium"))) {
			browser.open("http://localhost:" + this.port + "/", false, 390, 1230);
			browser.choose("algorithm", "leaky-bucket");
			browser.choose("permits", "2");
			browser.choose("period", "1s");
			browser.choose("wait", "2000");
			run(browser, "playground-phone");
		}
	}

	private static void run(Browser browser, String name) throws IOException {
		browser.hideScrollbars();
		// What a server that has just started takes its time for is no part of the
		// picture
		for (Duration time : new Duration[] { Duration.ofSeconds(5), Duration.ofSeconds(26) }) {
			browser.click("#clear");
			browser.click("#start");
			browser.pause(time);
			browser.click("#start");
		}
		browser.run("document.activeElement.blur(); scrollTo(0, 0)");
		browser.pause(Duration.ofMillis(500));
		Path file = IMAGES.resolve(name + ".png");
		Files.createDirectories(IMAGES);
		Files.write(file, browser.screenshot());
		assertThat(file).isNotEmptyFile();
	}

}
