package dev.ratelimit.requests;

import dev.ratelimit.requests.Wire.Response;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.web.WebProperties;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.webflux.autoconfigure.error.DefaultErrorWebExceptionHandler;
import org.springframework.boot.webflux.error.ErrorAttributes;
import org.springframework.context.ApplicationContext;
import org.springframework.core.annotation.Order;
import org.springframework.http.codec.ServerCodecConfigurer;
import org.springframework.stereotype.Component;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A WebFlux application whose error pages are a subclass of Spring Boot's.
 */
@ExtendWith(OutputCaptureExtension.class)
class OwnErrorPagesTests {

	@Test
	void aRefusalIsNoErrorInTheLog(CapturedOutput output) {
		try (Running running = Running.start(Server.NETTY, EitherStack.LIMITS, EitherStack.Pages.class, Own.class)) {
			assertThat(running.statuses(2, "GET", "/page", "X-Case: own")).containsOnly(200);
			Response refused = running.send("GET", "/page", "X-Case: own");
			assertThat(refused.status()).isEqualTo(429);
			assertThat(refused.body()).contains("quota-exceeded");
			Response page = running.send("GET", "/page", "X-Case: own",
					"Accept: text/html,application/xhtml+xml,*/*;q=0.8");
			assertThat(page.status()).isEqualTo(429);
			assertThat(page.body()).contains("<html");
		}
		assertThat(output.getOut()).doesNotContain("Server Error", "RateLimitExceededException");
	}

	@Component
	@Order(-2)
	static class Own extends DefaultErrorWebExceptionHandler {

		Own(ErrorAttributes attributes, WebProperties properties, ApplicationContext context,
				ServerCodecConfigurer codecs) {
			super(attributes, properties.getResources(), properties.getError(), context);
			setMessageWriters(codecs.getWriters());
			setMessageReaders(codecs.getReaders());
		}

	}

}
