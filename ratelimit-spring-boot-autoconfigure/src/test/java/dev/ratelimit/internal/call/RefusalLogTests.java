package dev.ratelimit.internal.call;

import java.util.List;
import java.util.Map;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.internal.expression.Expressions;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.slf4j.LoggerFactory;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.ResolvableType;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(OutputCaptureExtension.class)
class RefusalLogTests {

	private final Logger logger = (Logger) LoggerFactory.getLogger("dev.ratelimit.refusals");

	@AfterEach
	void reset() {
		this.logger.setLevel(null);
	}

	@Test
	void aRefusalIsSilentByDefault(CapturedOutput output) throws InterruptedException {
		refuse(Level.INFO);
		assertThat(output).doesNotContain("Refused");
	}

	@Test
	void onDebugThereAreRuleLimitAndWait(CapturedOutput output) throws InterruptedException {
		refuse(Level.DEBUG);
		assertThat(output).containsOnlyOnce("Refused by ratelimit.web.rules[3]: limit api, wait 3600000 ms")
			.doesNotContain("alice");
	}

	@Test
	void onTraceThereIsTheKeyOnOneLine(CapturedOutput output) throws InterruptedException {
		refuse(Level.TRACE);
		assertThat(output).containsOnlyOnce("limit api, wait 3600000 ms, key 'alice?WARN all is lost'");
	}

	private void refuse(Level level) throws InterruptedException {
		this.logger.setLevel(level);
		CallNames names = new CallNames(null, Map.of("user", ResolvableType.NONE), null, Map.of());
		try (LocalRateLimiterRegistry limiters = new LocalRateLimiterRegistry(
				List.of(Limit.fixedWindow("api", "1/1h").build()), Map.of(), null, new ManualTimeSource(), 10)) {
			Check check = new CheckCompiler(limiters, new Expressions(new DefaultListableBeanFactory())).compile(
					new CheckDefinition(List.of("api"), "#user", "", "", "", "", "", ""), names,
					(property) -> "ratelimit.web.rules[3]." + property);
			CallCharges charges = new CallCharges();
			for (int call = 0; call < 2; call++) {
				charges.charge(check, null, Map.of("user", "alice\nWARN all is lost"));
			}
		}
	}

}
