package dev.ratelimit.autoconfigure;

import java.util.Map;

import dev.ratelimit.annotation.RateLimited;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Times that are written without a unit.
 */
@ExtendWith(OutputCaptureExtension.class)
class BareDurationTests extends PropertyRunner {

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			{rate: 5/s, block: 15}                       | ratelimit.limits.api.block           | 15
			{rate: 5/s, block: "1m, 10"}                 | ratelimit.limits.api.block           | 10
			{rate: 5/s, block: [1m, 10]}                 | ratelimit.limits.api.block[1]        | 10
			{rate: 5/s, plans: {pro: {block: 30}}}       | ratelimit.limits.api.plans.pro.block | 30
			{algorithm: concurrency, concurrent: 1, max-hold: 10} | ratelimit.limits.api.max-hold | 10
			{algorithm: concurrency, concurrent: 1, maxHold: 10}  | ratelimit.limits.api.maxHold  | 10
			""")
	void aTimeToBlockOrToHoldWithoutAUnitStopsTheStart(String limit, String where, String number) {
		this.runner.withInitializer(Yaml.of("ratelimit: {limits: {api: " + limit + "}}"))
			.run((context) -> assertThat(Failures.text(context.getStartupFailure())).contains("    " + where + "\n")
				.contains("%s is %s milliseconds".formatted(number, number))
				.contains("Write %sm, %ss or, if that is meant, %sms".formatted(number, number, number)));
	}

	@Test
	void aVariableWithoutAUnitStopsTheStart() {
		withVariables(Map.of("RATELIMIT_LIMITS_API_RATE", "5/s", "RATELIMIT_LIMITS_API_BLOCK", "15"))
			.run((context) -> assertThat(Failures.text(context.getStartupFailure())).contains("15 is 15 milliseconds"));
	}

	@Test
	void aPlaceholderWithoutAUnitStopsTheStart() {
		this.runner
			.withPropertyValues("ratelimit.limits.api.rate=5/s", "ratelimit.limits.api.block=${pause}", "pause=7")
			.run((context) -> assertThat(Failures.text(context.getStartupFailure())).contains("7 is 7 milliseconds"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "block=15ms", "block=PT15S", "block=1m, 10m", "block=", "max-wait=0", "max-wait=1s" })
	void aTimeWithAUnitStarts(String property, CapturedOutput output) {
		this.runner.withPropertyValues("ratelimit.limits.api.rate=5/s", "ratelimit.limits.api." + property)
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).doesNotContain("milliseconds");
	}

	@Test
	void aLimitMayHaveTheNameOfATime() {
		this.runner.withPropertyValues("ratelimit.limits.block.rate=5/s", "ratelimit.limits.block.capacity=5")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void aTimeToWaitWithoutAUnitIsAWarning(CapturedOutput output) {
		this.runner.withPropertyValues("ratelimit.limits.api.rate=5/s", "ratelimit.limits.api.max-wait=30")
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("WARN")
			.contains(
					"ratelimit.limits.api.max-wait: 30 is 30 milliseconds. Write 30m, 30s or, if that is meant, 30ms");
	}

	@Test
	void aVariableToWaitWithoutAUnitIsAWarning(CapturedOutput output) {
		withVariables(Map.of("RATELIMIT_LIMITS_API_RATE", "5/s", "RATELIMIT_LIMITS_API_MAX_WAIT", "30"))
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("30 is 30 milliseconds");
	}

	@Test
	void anAnnotationsTimeToWaitWithoutAUnitIsAWarning(CapturedOutput output) {
		this.runner.withConfiguration(AutoConfigurations.of(AnnotationRateLimitAutoConfiguration.class))
			.withPropertyValues("ratelimit.limits.api.rate=5/s")
			.withBean(Mailer.class)
			.run((context) -> assertThat(context).hasNotFailed());
		assertThat(output).contains("WARN")
			.containsOnlyOnce("30 is 30 milliseconds. Write 30m, 30s or, if that is meant, 30ms")
			.contains("@RateLimited(maxWait) on " + Mailer.class.getName() + ".send()");
	}

	static class Mailer {

		@RateLimited(value = "api", maxWait = "30")
		void send() {
		}

	}

}
