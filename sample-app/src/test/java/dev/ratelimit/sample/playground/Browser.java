package dev.ratelimit.sample.playground;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.logging.Level;

import org.jspecify.annotations.Nullable;
import org.openqa.selenium.By;
import org.openqa.selenium.Keys;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;

import org.springframework.util.FileSystemUtils;

/**
 * Debian's Chromium, which is started fresh and downloads nothing.
 */
final class Browser implements AutoCloseable {

	private static final File CHROMIUM = new File("/usr/bin/chromium");

	private static final File DRIVER = new File("/usr/bin/chromedriver");

	private static final Duration PATIENCE = Duration.ofMinutes(2);

	private final Path profile;

	private final ChromeDriver driver;

	Browser(Path profile) {
		this.profile = profile;
		LoggingPreferences logs = new LoggingPreferences();
		logs.enable(LogType.BROWSER, Level.ALL);
		ChromeOptions options = new ChromeOptions();
		options.setBinary(CHROMIUM);
		options.setCapability("goog:loggingPrefs", logs);
		options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
				"--disable-background-networking", "--disable-component-update", "--disable-sync",
				"--disable-dev-shm-usage", "--user-data-dir=" + profile);
		this.driver = new ChromeDriver(new ChromeDriverService.Builder().usingDriverExecutable(DRIVER).build(),
				options);
	}

	static boolean installed() {
		return CHROMIUM.canExecute() && DRIVER.canExecute();
	}

	/** Opens a page and waits until its script is ready. */
	void open(String url, boolean dark, int width, int height) {
		load(url, dark, width, height);
		await(() -> Boolean.TRUE.equals(run("return Boolean(window.playground)")));
	}

	void load(String url, boolean dark, int width, int height) {
		command("Emulation.setEmulatedMedia",
				Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", dark ? "dark" : "light"))));
		command("Emulation.setDeviceMetricsOverride",
				Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
		this.driver.get(url);
	}

	/** Lets no request to these addresses through. */
	void block(String... urls) {
		command("Network.enable", Map.of());
		command("Network.setBlockedURLs", Map.of("urls", List.of(urls)));
	}

	@Nullable Object run(String script, Object... arguments) {
		return this.driver.executeScript(script, arguments);
	}

	String text(String selector) {
		return String.valueOf(run("return document.querySelector(arguments[0]).textContent", selector));
	}

	void choose(String name, String value) {
		run("""
				const field = document.forms[0].elements[arguments[0]];
				field.value = arguments[1];
				field.dispatchEvent(new Event("input", { bubbles: true }));""", name, value);
	}

	void click(String selector) {
		this.driver.findElement(By.cssSelector(selector)).click();
	}

	/** Presses Tab until an element has the focus. */
	void tabTo(String selector) {
		for (int i = 0; i < 40; i++) {
			press(Keys.TAB);
			if (Boolean.TRUE.equals(run("return document.activeElement.matches(arguments[0])", selector))) {
				return;
			}
		}
		throw new AssertionError(selector + " cannot be reached by Tab");
	}

	void press(CharSequence... keys) {
		WebElement focused = this.driver.switchTo().activeElement();
		focused.sendKeys(keys);
	}

	void await(BooleanSupplier condition) {
		long deadline = System.nanoTime() + PATIENCE.toNanos();
		while (!condition.getAsBoolean()) {
			if (System.nanoTime() > deadline) {
				throw new AssertionError("Not so within " + PATIENCE);
			}
			pause(Duration.ofMillis(50));
		}
	}

	void pause(Duration time) {
		try {
			Thread.sleep(time.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new AssertionError(ex);
		}
	}

	/** What the console said, save that a refused call was one. */
	List<String> complaints() {
		return this.driver.manage()
			.logs()
			.get(LogType.BROWSER)
			.getAll()
			.stream()
			.map((entry) -> entry.getLevel() + " " + entry.getMessage())
			.filter((line) -> !(line.contains("/playground/calls/") && line.contains("status of 429")))
			.toList();
	}

	/** What axe finds wrong with the page as it is now. */
	List<?> violations() {
		try (InputStream script = Objects
			.requireNonNull(com.deque.html.axecore.selenium.AxeBuilder.class.getResourceAsStream("/axe.min.js"))) {
			run(new String(script.readAllBytes(), StandardCharsets.UTF_8));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		Object found = this.driver.executeAsyncScript("""
				const done = arguments[arguments.length - 1];
				axe.run().then((result) => done(result.violations.flatMap((violation) =>
					violation.nodes.map((node) => `${violation.id}: ${node.target} ${node.failureSummary}`))));""");
		return (List<?>) Objects.requireNonNull(found);
	}

	void hideScrollbars() {
		command("Emulation.setScrollbarsHidden", Map.of("hidden", true));
	}

	byte[] screenshot() {
		return this.driver.getScreenshotAs(org.openqa.selenium.OutputType.BYTES);
	}

	private void command(String name, Map<String, Object> parameters) {
		this.driver.executeCdpCommand(name, parameters);
	}

	@Override
	public void close() throws IOException {
		this.driver.quit();
		FileSystemUtils.deleteRecursively(this.profile);
	}

}
