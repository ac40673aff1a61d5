package dev.ratelimit.internal.properties;

import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.autoconfigure.AnnotationRateLimitAutoConfiguration;
import dev.ratelimit.autoconfigure.LocalRateLimitAutoConfiguration;
import dev.ratelimit.autoconfigure.RateLimitAutoConfiguration;
import dev.ratelimit.internal.check.Mistakes;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

@ExtendWith(OutputCaptureExtension.class)
class InvalidConfigurationFailureAnalyzerTests {

	@TempDir
	Path directory;

	@Test
	void aMainFileHiddenByATestFileIsNamedWithTheRemedy(CapturedOutput output) throws IOException {
		Path test = write("test-classes/shop.properties", "spring.application.name=shop\n");
		Path main = write("classes/shop.properties", "ratelimit.limits.mails.rate=100/1m\n");
		start(test, main);
		assertThat(output).contains("@RateLimited on " + Mailer.class.getName() + ".send()")
			.contains("unknown limit 'mails'")
			.contains("There is no property under 'ratelimit.limits'")
			.contains("files that were read: class path resource [shop.properties].")
			.contains(main.toUri().toURL().toString())
			.contains("a file in src/test/resources hides the one of the same name in src/main/resources");
	}

	@Test
	void withoutAHiddenFileOnlyTheFilesThatWereReadAreNamed(CapturedOutput output) throws IOException {
		start(write("classes/shop.yml", "spring.application.name: shop\n"));
		assertThat(output).contains("files that were read: class path resource [shop.yml].")
			.doesNotContain("src/test/resources");
	}

	@Test
	void filesAreNotNamedWhereLimitsWereRead(CapturedOutput output) throws IOException {
		start(write("classes/shop.yml", "ratelimit.limits.letters.rate: 1/s\n"));
		assertThat(output).contains("unknown limit 'mails'").doesNotContain("files that were read");
	}

	@Test
	void theFileAndLineOfAMistakeAreNamed(CapturedOutput output) throws IOException {
		start(write("classes/shop.yml", """
				ratelimit:
				  limits:
				    mails:
				      algorithm: fixed-window
				      rate: 1/s
				      capacity: 5
				"""));
		assertThat(output).contains("ratelimit.limits.mails.capacity")
			.contains("(from class path resource [shop.yml] - 6:17)");
	}

	@Test
	void allMistakesAreReportedWithTheirRemediesOnce(CapturedOutput output) throws IOException {
		write("classes/shop.yml", "ratelimit.limits.mails.rate: 1/s\n");
		start(Mistaken.class, this.directory.resolve("classes"));
		assertThat(output).containsOnlyOnce("The rate limits are not configured correctly")
			.contains("one" + System.lineSeparator() + "        it is wrong.")
			.contains("two" + System.lineSeparator() + "        it is worse.")
			.containsOnlyOnce("Mend it.");
	}

	@Test
	void aRateThatIsANumberIsReportedAsOneThatIsNoRate(CapturedOutput output) throws IOException {
		start(write("classes/shop.yml", "ratelimit: { limits: { mails: { rate: 100 } } }\n"));
		assertThat(output).contains("Invalid rate '100': must be permits/period such as 100/1m");
	}

	@Test
	void twoBlocksInOneDocumentAreReportedWithTheirLines(CapturedOutput output) throws IOException {
		start(write("classes/shop.yml", """
				ratelimit:
				  limits: { mails: { rate: 1/s } }
				ratelimit:
				  enabled: true
				"""));
		assertThat(output).contains("two blocks of this name are in one YAML document: line 1 and line 3")
			.contains("Move what is in the second block into the first");
	}

	private Path write(String name, String text) throws IOException {
		Path file = this.directory.resolve(name);
		Files.createDirectories(file.getParent());
		return Files.writeString(file, text);
	}

	private void start(Path... files) throws IOException {
		Path[] directories = new Path[files.length];
		for (int i = 0; i < files.length; i++) {
			directories[i] = files[i].getParent();
		}
		start(Application.class, directories);
	}

	private static void start(Class<?> application, Path... directories) throws IOException {
		URL[] urls = new URL[directories.length];
		for (int i = 0; i < directories.length; i++) {
			urls[i] = directories[i].toUri().toURL();
		}
		Thread thread = Thread.currentThread();
		ClassLoader before = thread.getContextClassLoader();
		try (URLClassLoader loader = new URLClassLoader(urls, before)) {
			thread.setContextClassLoader(loader);
			assertThatException()
				.isThrownBy(() -> new SpringApplicationBuilder(application).web(WebApplicationType.NONE)
					.properties("spring.config.name=shop")
					.run()
					.close());
		}
		finally {
			thread.setContextClassLoader(before);
		}
	}

	@Configuration(proxyBeanMethods = false)
	@ImportAutoConfiguration({ RateLimitAutoConfiguration.class, LocalRateLimitAutoConfiguration.class,
			AnnotationRateLimitAutoConfiguration.class })
	static class Application {

		@Bean
		Mailer mailer() {
			return new Mailer();
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Mistaken {

		@Bean
		Object mistaken() {
			Mistakes mistakes = new Mistakes();
			mistakes.add(new InvalidConfigurationException("one", "it is wrong", "Mend it"));
			mistakes.add(new InvalidConfigurationException("two", "it is worse", "Mend it"));
			mistakes.throwIfAny();
			return this;
		}

	}

	static class Mailer {

		@RateLimited("mails")
		void send() {
		}

	}

}
