package dev.ratelimit.internal.call;

import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import dev.ratelimit.internal.expression.CallExpression;
import dev.ratelimit.internal.expression.CallRoot;
import dev.ratelimit.internal.expression.Expressions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Calls that are over while their limiter fails.
 */
@Timeout(20)
@ExtendWith(OutputCaptureExtension.class)
class UnsettledCallTests {

	@Test
	void aFailureIsToldWhereNobodyWaits(CapturedOutput output) {
		assertThat(ended((charges) -> charges.completeAsync((root) -> root, Map.of()))).isCompletedExceptionally();
		assertThat(output).containsOnlyOnce("could not be told to the store").contains("the limiter is broken");
	}

	@Test
	void aFailureIsToldWhereTheClientHasLeft(CapturedOutput output) {
		assertThat(ended((charges) -> charges.leaveAsync((root) -> root, Map.of()))).isCompletedExceptionally();
		assertThat(output).containsOnlyOnce("could not be told to the store").contains("the limiter is broken");
	}

	private static CompletableFuture<Void> ended(Function<CallCharges, CompletableFuture<Void>> end) {
		LateLimiter limiter = new LateLimiter("one");
		CallExpression settle = new Expressions(new StaticListableBeanFactory()).compile("here", "7", CallRoot.class,
				Map.of());
		Check check = new Check("here", List.of("one"), limiter, null, Cost.ONE, null, null, null, false, null, settle);
		CallCharges charges = new CallCharges();
		charges.chargeAsync(List.of(new PendingCheck(check, null, Map.of())), (charge) -> {
		});
		limiter.admit();
		return end.apply(charges);
	}

}
