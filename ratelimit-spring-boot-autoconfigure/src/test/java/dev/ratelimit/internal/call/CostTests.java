package dev.ratelimit.internal.call;

import java.util.List;
import java.util.Map;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.internal.expression.CallRoot;
import dev.ratelimit.internal.expression.Expressions;
import dev.ratelimit.internal.limiter.LimitTerms;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.ResolvableType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Constant costs, against a quota of 10, of 20 on a plan, of 2 on another, and of 5 for
 * one key.
 */
@ExtendWith(OutputCaptureExtension.class)
class CostTests {

	private static final Limit OWN = Limit.fixedWindow("api", "10/1h").build();

	private final LocalRateLimiterRegistry limiters = new LocalRateLimiterRegistry(
			List.of(new LimitTerms(OWN, Map.of("poor", OWN.withRate("5/1h")),
					Map.of("pro", OWN.withRate("20/1h"), "free", OWN.withRate("2/1h")))),
			null, new ManualTimeSource(), 100);

	@AfterEach
	void close() {
		this.limiters.close();
	}

	private Check check(String permits, String plan) {
		CallNames names = new CallNames(CallRoot.class, Map.of("plan", ResolvableType.NONE), CallRoot.class, Map.of());
		return new CheckCompiler(this.limiters, new Expressions(new DefaultListableBeanFactory())).compile(
				new CheckDefinition(List.of("api"), "", permits, "", "", "", plan, ""), names,
				(attribute) -> attribute);
	}

	@ParameterizedTest
	@CsvSource(quoteCharacter = '"', value = { "11, none, 10 at once", "21, #plan, 20 at once",
			"21, 'pro', 20 at once on its plan 'pro'", "6, 'free', 5 at once to some of its keys" })
	void whatNoneOfTheTermsGrantsStopsTheApplication(String permits, String plan, String most) {
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> check(permits, plan.equals("none") ? "" : plan))
			.withMessageContaining(permits + " permits can never be granted: the limit 'api' grants at most " + most)
			.satisfies((ex) -> assertThat(ex.where()).isEqualTo("permits"));
	}

	@Test
	void whatItsOwnPlanGrantsIsInOrder(CapturedOutput output) {
		assertThat(check("2", "'free'").cost().constant()).isEqualTo(2);
		assertThat(check("5", "'pro'").cost().constant()).isEqualTo(5);
		assertThat(output).doesNotContain("permits");
	}

	@Test
	void warnsAboutWhatSomeOfTheTermsDoNotGrant(CapturedOutput output) {
		check("20", "'pro'");
		check("10", "");
		check("15", "#plan");
		assertThat(output.toString().lines().filter((line) -> line.contains("WARN"))).satisfiesExactly(
				(line) -> assertThat(line).contains("permits: 20 permits are more than the limit 'api' grants at once"
						+ " to some of its keys (5): such calls are always refused"),
				(line) -> assertThat(line).contains("permits: 10 permits are more than"),
				(line) -> assertThat(line).contains("permits: 15 permits", " on its plan 'free' (2)"));
	}

}
