package dev.ratelimit.requests;

import java.time.Duration;

import dev.ratelimit.annotation.RateLimited;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.stereotype.Service;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Refusals in the middle of a response, which nobody can answer any more.
 */
@Timeout(60)
@ExtendWith(OutputCaptureExtension.class)
class StreamedRefusalTests {

	private static final String LIMITS = """
			ratelimit.limits: { one: { algorithm: fixed-window, rate: 1/365d } }
			""";

	@ParameterizedTest
	@EnumSource(names = { "NETTY", "REACTIVE_TOMCAT" })
	void aStreamIsCutOffByTheRefusalItself(Server server, CapturedOutput output) {
		try (Running application = Running.start(server, LIMITS, Pages.class, Work.class)) {
			assertThat(application.send("GET", "/streamed").body()).contains("first", "done");
			assertThat(application.send("GET", "/streamed").body()).contains("first").doesNotContain("done");
			assertThat(output).doesNotContain("ReactiveRefusals#answer", "UnsupportedOperationException")
				.contains("RateLimitExceededException");
		}
	}

	@Service
	static class Work {

		@RateLimited(value = "one", key = "'all'")
		public Mono<String> done() {
			return Mono.just("done");
		}

	}

	@RestController
	static class Pages {

		private final Work work;

		Pages(Work work) {
			this.work = work;
		}

		@GetMapping(path = "/streamed", produces = "text/event-stream")
		Flux<String> streamed() {
			return Flux.concat(Flux.just("first"), Mono.delay(Duration.ofMillis(50)).then(this.work.done()));
		}

	}

}
