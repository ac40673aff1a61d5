package dev.ratelimit.autoconfigure;

import dev.ratelimit.internal.changes.LimitsInForce;
import dev.ratelimit.internal.properties.RateLimitProperties;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;

/**
 * Applications whose endpoint is asked over HTTP: one for all tests of a class that leave
 * it as it was, and one of a test alone.
 */
abstract class EndpointApplications {

	private static final String LIMITS = """
			ratelimit:
			  limits:
			    api:
			      rate: 10/1d
			      overrides:
			        vip: { rate: 20/1d }
			        saver: { capacity: 15 }
			    login: { algorithm: fixed-window, rate: 3/1d, mode: observe, max-wait: 1500ms }
			    full: { rate: 100/1d, capacity: 50, initial: 50 }
			""";

	private static final String GUESSING = """
			    guess: { rate: 1/1d, capacity: 2, block: "1500ms, 15m" }
			""";

	/** For all tests that leave it as it was. */
	static OperatedApplication shared;

	/** Of one test alone. */
	private @Nullable OperatedApplication own;

	@BeforeAll
	static void startShared() {
		StringBuilder yaml = new StringBuilder(LIMITS).append(GUESSING)
			.append("    many:\n      rate: 1/s\n      overrides:\n");
		for (int i = 0; i < 130; i++) {
			yaml.append("        key%03d: { rate: 2/s }\n".formatted(i));
		}
		shared = new OperatedApplication(yaml.toString());
	}

	@AfterAll
	static void stopShared() {
		shared.close();
	}

	@AfterEach
	void stopOwn() {
		if (this.own != null) {
			this.own.close();
		}
	}

	OperatedApplication start(String... arguments) {
		this.own = new OperatedApplication(LIMITS, arguments);
		return this.own;
	}

	@AfterEach
	void takeBackWhatWasChanged() {
		RateLimitProperties configured = shared.context.getBean(RateLimitProperties.class);
		shared.context.getBean(LimitsInForce.class).refresh(() -> configured);
		shared.limiter("api").reset("bob");
	}

}
