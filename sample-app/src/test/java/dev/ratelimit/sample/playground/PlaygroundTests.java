package dev.ratelimit.sample.playground;

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
 * The playground's endpoints, which anybody may call with whatever comes to mind.
 */
@SpringBootTest
@AutoConfigureMockMvc
class PlaygroundTests {

	@Autowired
	private MockMvcTester mvc;

	@Test
	void limitsAsChosen() {
		for (int i = 0; i < 3; i++) {
			assertThat(call("run=one&client=a&rate=3/1h&capacity=&maxWaitMillis=0")).hasStatusOk()
				.hasHeader("RateLimit-Policy", "\"playground-token-bucket\";q=3;w=3600");
		}
		assertThat(call("run=one&client=a&rate=3/1h&capacity=&maxWaitMillis=0")).hasStatus(429);
		assertThat(call("run=one&client=b&rate=3/1h&capacity=&maxWaitMillis=0")).hasStatusOk();
		assertThat(call("run=two&client=a&rate=3/1h&capacity=7&maxWaitMillis=0")).hasHeader("RateLimit-Policy",
				"\"playground-token-bucket\";q=7;w=8400");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			run=&client=a&rate=3/1s&maxWaitMillis=0         | Invalid run (): must be 1 to 16 letters or digits
			run=a:b&client=a&rate=3/1s&maxWaitMillis=0      | Invalid run (a:b): must be 1 to 16 letters or digits
			run=a&client=ab&rate=3/1s&maxWaitMillis=0       | Invalid client (ab): must be a letter from a to z
			run=a&client=a&rate=1001/1s&maxWaitMillis=0     | Invalid rate (1001/1s): must be at most 1000 permits
			run=a&client=a&rate=3/1d&maxWaitMillis=0        | Invalid rate (3/1d): must be of a period up to an hour
			run=a&client=a&rate=3/1s&capacity=1001&maxWaitMillis=0 | Invalid capacity (1001): must be from 1 to 1000
			run=a&client=a&rate=3/1s&maxWaitMillis=60000    | Invalid maxWaitMillis (60000): must be from 0 to 10000
			""")
	void saysWhatCannotBeChosen(String query, String detail) {
		assertThat(call(query)).hasStatus(400).bodyJson().extractingPath("$.detail").isEqualTo(detail);
	}

	@ParameterizedTest
	@CsvSource({ "run=a&client=a&rate=nonsense&maxWaitMillis=0", "client=a&rate=3/1s&maxWaitMillis=0", "''" })
	void refusesWhatIsNoChoiceAtAll(String query) {
		assertThat(call(query)).hasStatus(400);
	}

	@Test
	void thePageIsPublicAndMayAskOnlyThisServer() {
		for (String path : new String[] { "/", "/playground/main.js", "/webjars/chart.js/dist/chart.umd.min.js" }) {
			assertThat(this.mvc.get().uri(path)).hasStatusOk()
				.headers()
				.hasValue("Content-Security-Policy", "default-src 'self'; base-uri 'none'; form-action 'none'");
		}
	}

	@Test
	void theRestIsGuardedAsBefore() {
		assertThat(this.mvc.get().uri("/search")).hasStatus(401);
		assertThat(this.mvc.get().uri("/actuator/ratelimits/api")).hasStatus(401);
		assertThat(this.mvc.get().uri("/actuator/ratelimits/playground-observed")).hasStatusOk();
		assertThat(this.mvc.post().uri("/actuator/ratelimits/playground-observed").content("{}")).hasStatus(401);
	}

	private MvcTestResult call(String query) {
		return this.mvc.get().uri("/playground/calls/token-bucket?" + query).exchange();
	}

}
