package dev.ratelimit.sample.playground;

import java.nio.charset.StandardCharsets;

import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.webmvc.test.autoconfigure.AutoConfigureMockMvc;
import org.springframework.test.web.servlet.assertj.MockMvcTester;
import org.springframework.test.web.servlet.assertj.MvcTestResult;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * One request that asks all algorithms, and calls that hold a permit for a while.
 */
@SpringBootTest
@AutoConfigureMockMvc
class SideBySideTests {

	@Autowired
	private MockMvcTester mvc;

	@Test
	void asksEachAlgorithmOncePerRequest() {
		String query = "run=all&client=a&rate=2/1h&maxWaitMillis=0&holdMillis=10000";
		assertThat(call("all", query)).hasStatusOk()
			.bodyJson()
			.extractingPath("$.outcomes[*].algorithm")
			.asArray()
			.containsExactly("token-bucket", "leaky-bucket", "fixed-window", "sliding-window-log",
					"sliding-window-counter", "paced-window", "concurrency");
		assertThat(call("all", query)).bodyJson()
			.extractingPath("$.outcomes[*].admitted")
			.asArray()
			.containsExactly(true, false, true, true, true, false, true);
		assertThat(call("all", query)).hasStatusOk()
			.bodyJson()
			.extractingPath("$.outcomes[*].admitted")
			.asArray()
			.containsOnly(false);
	}

	@Test
	void aCallInFlightHoldsItsPermitForTheTimeChosen() {
		String held = "run=held&client=a&rate=1/1h&maxWaitMillis=0&holdMillis=10000";
		assertThat(admitted(held)).isTrue();
		assertThat(admitted(held)).isFalse();
		String brief = "run=brief&client=a&rate=1/1h&maxWaitMillis=0&holdMillis=1";
		assertThat(admitted(brief)).isTrue();
		Awaitility.await().until(() -> admitted(brief));
	}

	@ParameterizedTest
	@CsvSource({ "&holdMillis=0, Invalid holdMillis (0): must be from 1 to 10000",
			"&holdMillis=10001, Invalid holdMillis (10001): must be from 1 to 10000", "&holdMillis=x,", "''," })
	void refusesAHoldThatIsNone(String hold, @Nullable String detail) {
		MvcTestResult result = call("all", "run=a&client=a&rate=3/1s&maxWaitMillis=0" + hold);
		assertThat(result).hasStatus(400);
		if (detail != null) {
			assertThat(result).bodyJson().extractingPath("$.detail").isEqualTo(detail);
		}
	}

	private boolean admitted(String query) {
		byte[] body = call("concurrency", query).getResponse().getContentAsByteArray();
		return new String(body, StandardCharsets.UTF_8).contains("\"admitted\":true");
	}

	private MvcTestResult call(String path, String query) {
		return this.mvc.get().uri("/playground/calls/" + path + "?" + query).exchange();
	}

}
