package dev.ratelimit.internal.check;

import dev.ratelimit.InvalidConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@ExtendWith(OutputCaptureExtension.class)
class UnlimitedCallsTests {

	@Test
	void aReportIsAWarning(CapturedOutput output) {
		UnlimitedCalls calls = new UnlimitedCalls(false, new Mistakes());
		calls.report("Mailer.send()", "it is private", "Make it public");
		calls.start();
		assertThat(output.getOut().lines().filter((line) -> line.contains(".UnlimitedCalls "))).singleElement()
			.asString()
			.contains("WARN", "Mailer.send(): it is private. Make it public");
	}

	@Test
	void allReportsBeforeTheStartFailItTogether() {
		UnlimitedCalls calls = new UnlimitedCalls(true, new Mistakes());
		calls.report("Mailer.send()", "it is private", "Make it public");
		calls.report("Mailer.receive()", "it is final", "Make it overridable");
		assertThatExceptionOfType(InvalidConfigurationException.class).isThrownBy(calls::start)
			.satisfies((failure) -> assertThat(Mistakes.in(failure).map(InvalidConfigurationException::where))
				.containsExactly("Mailer.send()", "Mailer.receive()"));
	}

	@Test
	void mistakesFailTheStartTogetherWhateverReportsDo() {
		UnlimitedCalls calls = new UnlimitedCalls(false, new Mistakes());
		assertThat(calls.read(() -> "rules", "none")).isEqualTo("rules");
		assertThat(calls.read(UnlimitedCallsTests::unknown, "none")).isEqualTo("none");
		calls.fail(new InvalidConfigurationException("Mailer.send()", "unknown limit 'mails'", "Known limits: api"));
		assertThatExceptionOfType(InvalidConfigurationException.class).isThrownBy(calls::start)
			.satisfies((failure) -> assertThat(Mistakes.in(failure).map(InvalidConfigurationException::where))
				.containsExactly("ratelimit.web.rules[0].limits", "Mailer.send()"));
	}

	@Test
	void aMistakeAfterTheStartFailsAtOnce() {
		UnlimitedCalls calls = new UnlimitedCalls(false, new Mistakes());
		calls.start();
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> calls.read(UnlimitedCallsTests::unknown, "none"));
	}

	@Test
	void whatIsFoundWhereABeanIsCreatedAfterTheStartFailsThere() {
		Mistakes mistakes = new Mistakes();
		new UnlimitedCalls(false, mistakes).start();
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> mistakes.read(UnlimitedCallsTests::unknown));
	}

	@Test
	void aReportAfterTheStartFailsAtOnce() {
		UnlimitedCalls calls = new UnlimitedCalls(true, new Mistakes());
		calls.start();
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> calls.report("Mailer.send()", "it is private", "Make it public"))
			.withMessage("Mailer.send(): it is private. Make it public");
	}

	private static String unknown() {
		throw new InvalidConfigurationException("ratelimit.web.rules[0].limits", "unknown limit 'ap'",
				"Known limits: api");
	}

}
