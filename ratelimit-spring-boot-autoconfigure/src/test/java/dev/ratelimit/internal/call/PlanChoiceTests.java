package dev.ratelimit.internal.call;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.internal.expression.CallRoot;
import dev.ratelimit.internal.expression.Expressions;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.ResolvableType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Whatever an expression names as the plan of a call.
 */
@ExtendWith(OutputCaptureExtension.class)
class PlanChoiceTests {

	private static final Limit OWN = Limit.fixedWindow("api", "10/1h").build();

	private final LocalRateLimiterRegistry limiters = new LocalRateLimiterRegistry(
			List.of(new LimitTerms(OWN, Map.of(), Map.of("pro", OWN.withRate("20/1h"), "5", OWN.withRate("30/1h")))),
			null, new ManualTimeSource(), 100);

	@AfterEach
	void close() {
		this.limiters.close();
	}

	private long quota(Check check, @Nullable Object plan) throws InterruptedException {
		Map<String, Object> arguments = new HashMap<>();
		arguments.put("plan", plan);
		return check.decide(check.limiter(null, arguments), "key", null, arguments).quota();
	}

	private Check check(String plan) {
		CallNames names = new CallNames(CallRoot.class, Map.of("plan", ResolvableType.NONE), CallRoot.class, Map.of());
		return new CheckCompiler(this.limiters, new Expressions(new DefaultListableBeanFactory())).compile(
				new CheckDefinition(List.of("api"), "", "", "", "", "", plan, ""), names, (attribute) -> attribute);
	}

	static Stream<Arguments> plans() {
		return Stream.of(arguments("pro", 20), arguments(new StringBuilder("pro"), 20), arguments(5, 30),
				arguments(5L, 30), arguments(5.0, 10), arguments("", 10), arguments(null, 10), arguments(" pro", 10),
				arguments("PRO", 10), arguments("pro\n", 10), arguments("pro".repeat(10_000), 10),
				arguments(Optional.of("pro"), 10), arguments(List.of("pro"), 10), arguments(true, 10),
				arguments(new Nameless(null), 10), arguments(new Nameless(new IllegalStateException()), 10));
	}

	@ParameterizedTest
	@MethodSource("plans")
	void onlyTheNameOfAPlanChoosesIt(@Nullable Object plan, long quota) throws InterruptedException {
		assertThat(quota(check("#plan"), plan)).isEqualTo(quota);
	}

	@Test
	void aNumberIsNoNameUntilItIsQuoted() throws InterruptedException {
		assertThatExceptionOfType(InvalidConfigurationException.class).isThrownBy(() -> check("5"))
			.withMessageContaining("'5' is the name of a plan, but no expression");
		assertThat(quota(check("'5'"), null)).isEqualTo(30);
	}

	@Test
	void aClientCannotWriteIntoTheLog(CapturedOutput output) throws InterruptedException {
		Check check = check("#plan");
		quota(check, "made\n2026-11-28 ERROR up\u001b[31m");
		assertThat(output).contains("'made?2026-11-28 ERROR up?[31m'").doesNotContain("\u001b");
		quota(check, "long".repeat(2_500));
		assertThat(output.getOut().lines()).allSatisfy((line) -> assertThat(line).hasSizeLessThan(1_000));
	}

	@Test
	void ofNamesThatAreMadeUpFewAreLogged(CapturedOutput output) throws InterruptedException {
		Check check = check("#plan");
		for (int i = 0; i < 1_000; i++) {
			quota(check, "made-up-" + i);
		}
		assertThat(output.getOut().lines().filter((line) -> line.contains("made-up-"))).hasSize(50);
	}

	/** Of which the text is null, or cannot be had. */
	private record Nameless(@Nullable RuntimeException failure) {

		@Override
		public @Nullable String toString() {
			if (this.failure != null) {
				throw this.failure;
			}
			return null;
		}

	}

}
