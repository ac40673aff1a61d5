package dev.ratelimit.internal.expression;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.ratelimit.InvalidConfigurationException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.ResolvableType;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.core.Authentication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

@ExtendWith(OutputCaptureExtension.class)
class CallExpressionTests {

	private final Expressions expressions = new Expressions(new StaticListableBeanFactory());

	static Stream<Arguments> keys() {
		UUID uuid = UUID.randomUUID();
		return Stream.of(arguments("a", "a"), arguments(7L, "7"), arguments(uuid, uuid.toString()), arguments(" ", " "),
				arguments("k".repeat(5000), "k".repeat(5000)), arguments("", null), arguments(null, null),
				arguments(new Object(), null), arguments(new String[] { "a" }, null), arguments(new byte[0], null),
				arguments(List.of("a", 7), "[a, 7]"), arguments(Map.of("a", "b"), "{a=b}"), arguments(List.of(), "[]"),
				arguments(Map.of("a", new String[] { "b" }), null), arguments(Map.of(new Object(), "a"), null),
				arguments(List.of("a", List.of(new Object())), null), arguments(Optional.of(new Object()), null));
	}

	@ParameterizedTest
	@MethodSource("keys")
	void turnsValuesIntoKeys(@Nullable Object value, @Nullable String key) {
		assertThat(compile("#x").key(null, variables(value))).isEqualTo(key);
		assertThat(compile("(#x)").key(null, variables(value))).isEqualTo(key);
	}

	/** Its text says the session, too, which is new whenever the user wants it. */
	@Test
	void aUserAsAKeyIsItsName() {
		for (String session : List.of("one", "two")) {
			Authentication user = new TestingAuthenticationToken("ann", "secret") {

				@Override
				public String toString() {
					return "ann in session " + session;
				}

			};
			assertThat(compile("#x").key(null, variables(user))).isEqualTo("ann");
		}
	}

	@Test
	void logsAFailureOnceAndWithoutTheValue(CapturedOutput output) {
		CallExpression key = compile("T(java.lang.Integer).parseInt(#x)");
		for (int i = 0; i < 300; i++) {
			assertThat(key.key(null, variables("secret"))).isNull();
		}
		assertThat(output.getOut().lines().filter((line) -> line.contains("the expression 'T("))).singleElement()
			.asString()
			.contains("WARN", "here: the expression 'T(java.lang.Integer).parseInt(#x)' threw",
					"NumberFormatException");
		assertThat(output).doesNotContain("secret");
	}

	@Test
	void logsEachExpressionForItself(CapturedOutput output) {
		compile("#x.one").key(null, variables("a"));
		compile("#x.two").key(null, variables("a"));
		assertThat(output).contains("#x.one").contains("#x.two");
	}

	@Test
	void logsAKeyThatCannotServe(CapturedOutput output) {
		compile("#x").key(null, variables(new Object()));
		assertThat(output).contains("java.lang.Object");
	}

	@Test
	void aCallThatCannotBeReadHasNeitherKeyNorCostNorCondition() {
		CallExpression compiled = compile("#x.get()");
		Supplier<String> unreadable = () -> {
			throw new UnreadableCallException(new IllegalStateException());
		};
		assertThatExceptionOfType(UnreadableCallException.class)
			.isThrownBy(() -> compiled.key(null, variables(unreadable)));
		assertThatExceptionOfType(UnreadableCallException.class)
			.isThrownBy(() -> compiled.permits(null, variables(unreadable)));
		assertThatExceptionOfType(UnreadableCallException.class)
			.isThrownBy(() -> compiled.test(null, variables(unreadable), true));
	}

	@Test
	void logsOnceThatAKeyIsMissing(CapturedOutput output) {
		CallExpression expression = compile("#x");
		expression.key(null, variables(null));
		expression.key(null, variables(""));
		assertThat(output).containsOnlyOnce("the key '#x' was null for a call").doesNotContain("empty");
		compile("#x").key(null, variables(""));
		assertThat(output).containsOnlyOnce("the key '#x' was empty for a call");
	}

	@Test
	void saysWhatStandsInForAMissingKey(CapturedOutput output) {
		compile("#x").key(null, variables(null));
		assertThat(output).contains("for such calls all callers share one quota");
		compile("#x").key(new ExpressionsOfACall.Root(), variables(null));
		assertThat(output).contains("for such calls the key is the client's address");
		compile("#x.cost").key(new ExpressionsOfACall.Root(), variables("a"));
		assertThat(output).contains("threw PROPERTY_OR_FIELD_NOT_READABLE; the key is the client's address");
	}

	@ParameterizedTest
	@CsvSource(nullValues = "null", textBlock = """
			null, was null for a call; such calls cost what they were charged
			-1, is below zero; the call costs what it was charged
			many, threw java.lang.NumberFormatException; the call costs what it was charged
			""")
	void logsOnceThatACostIsUnknown(@Nullable String value, String logged, CapturedOutput output) {
		CallExpression expression = compile("#x");
		expression.settled(null, variables(value));
		expression.settled(null, variables(value));
		assertThat(output).containsOnlyOnce("here: the expression '#x' " + logged + " (logged once)");
	}

	@Test
	void logsOnceThatACallWouldCostLessThanNothing(CapturedOutput output) {
		CallExpression expression = compile("#x");
		expression.permits(null, variables(-1));
		expression.permits(null, variables("-1"));
		assertThat(output).containsOnlyOnce("'#x' is below zero; the call costs the whole quota");
	}

	static Stream<Arguments> permits() {
		return Stream.of(arguments(5, 5L), arguments(0, 0L), arguments(-1, -1L), arguments(-0.5, -1L),
				arguments(Long.MIN_VALUE, -1L), arguments(Long.MAX_VALUE, Long.MAX_VALUE),
				arguments((1L << 53) + 1, (1L << 53) + 1), arguments((short) 3, 3L), arguments(1.5, 2L),
				arguments(Double.NaN, -1L), arguments(Double.POSITIVE_INFINITY, Long.MAX_VALUE),
				arguments(new BigDecimal("2.1"), 3L), arguments(BigInteger.TWO.pow(64), Long.MAX_VALUE),
				arguments("5", 5L), arguments(" 5 ", 5L), arguments("-5", -1L), arguments("five", -1L),
				arguments("", -1L), arguments("0x7FFFFFFF", -1L), arguments("1e9", -1L), arguments("٣", 3L),
				arguments("99999999999999999999", Long.MAX_VALUE), arguments("9".repeat(5000), Long.MAX_VALUE),
				arguments("-99999999999999999999", -1L), arguments(null, -1L), arguments(true, -1L));
	}

	@ParameterizedTest
	@MethodSource("permits")
	void turnsValuesIntoPermits(@Nullable Object value, long permits) {
		assertThat(compile("#x").permits(null, variables(value))).isEqualTo(permits);
	}

	static Stream<Arguments> costs() {
		return Stream.of(arguments(0, 0L), arguments(7, 7L), arguments(Long.MAX_VALUE, Long.MAX_VALUE),
				arguments(2.5, 3L), arguments(Double.POSITIVE_INFINITY, Long.MAX_VALUE),
				arguments(BigInteger.TWO.pow(64), Long.MAX_VALUE), arguments("12", 12L), arguments(" 12 ", 12L),
				arguments("9".repeat(5000), Long.MAX_VALUE), arguments(null, -1L), arguments(-1, -1L),
				arguments(-0.1, -1L), arguments(Long.MIN_VALUE, -1L), arguments("-99999999999999999999", -1L),
				arguments(Double.NaN, -1L), arguments(Double.NEGATIVE_INFINITY, -1L), arguments("", -1L),
				arguments("many", -1L), arguments("12.5", -1L), arguments(true, -1L), arguments(Optional.of(5), -1L),
				arguments(Optional.empty(), -1L), arguments(List.of(5), -1L));
	}

	@ParameterizedTest
	@MethodSource("costs")
	void turnsValuesIntoWhatACallHasCost(@Nullable Object value, long cost) {
		assertThat(compile("#x").settled(null, variables(value))).isEqualTo(cost);
	}

	@Test
	void costsTheWholeQuotaWhenItThrows(CapturedOutput output) {
		assertThat(compile("#x.cost").permits(null, variables("a"))).isEqualTo(CallExpression.WHOLE_QUOTA);
		assertThat(output).containsOnlyOnce("the call costs the whole quota");
	}

	@ParameterizedTest
	@CsvSource({ "5,5", "' 5 ',5", "0,0", "-1,-1", "9007199254740993,9007199254740993", "2 * 3,6", "1.5,2", "3L,3",
			"-0.5,-1" })
	void knowsConstants(String expression, long constant) {
		assertThat(compile(expression).constant()).isEqualTo(OptionalLong.of(constant));
	}

	@ParameterizedTest
	@ValueSource(strings = { "#x", "#x + 1", "T(java.lang.Integer).MAX_VALUE" })
	void knowsWhatIsNotConstant(String expression) {
		assertThat(compile(expression).constant()).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "'5'", "'abc'", "true", "null", "0/0.0" })
	void constantsThatAreNoNumbersAreNoPermits(String expression) {
		assertThatExceptionOfType(InvalidConfigurationException.class).isThrownBy(() -> compile(expression).constant())
			.withMessageStartingWith("here: '" + expression + "' is ")
			.withMessageContaining("no number");
	}

	@ParameterizedTest
	@ValueSource(strings = { "5", "'yes'", "'true'", "null", "1 + 1" })
	void constantsThatAreNeitherTrueNorFalseAreNoConditions(String expression) {
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> compile(expression).asCondition())
			.withMessageStartingWith("here: '" + expression + "' is neither true nor false");
	}

	@ParameterizedTest
	@ValueSource(strings = { "true", "false", "1 < 2", "#x" })
	void allElseMayBeACondition(String expression) {
		CallExpression compiled = compile(expression);
		assertThat(compiled.asCondition()).isSameAs(compiled);
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void testsConditions(boolean whenThrown) {
		assertThat(compile("#x > 3").test(null, variables(4), whenThrown)).isTrue();
		assertThat(compile("#x > 3").test(null, variables(3), whenThrown)).isFalse();
		assertThat(compile("#x").test(null, variables(!whenThrown), whenThrown)).isEqualTo(!whenThrown);
		assertThat(compile("#x").test(null, variables("yes"), whenThrown)).isEqualTo(whenThrown);
		assertThat(compile("#x").test(null, variables(null), whenThrown)).isEqualTo(whenThrown);
		assertThat(compile("#x.y").test(null, variables(null), whenThrown)).isEqualTo(whenThrown);
	}

	private CallExpression compile(String expression) {
		return this.expressions.compile("here", expression, null, Map.of("x", ResolvableType.NONE));
	}

	private static Map<String, @Nullable Object> variables(@Nullable Object x) {
		return Collections.singletonMap("x", x);
	}

}
