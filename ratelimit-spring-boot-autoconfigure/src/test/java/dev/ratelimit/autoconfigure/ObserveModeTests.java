package dev.ratelimit.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Limits on trial, on a real server: all that can be seen of them, and nothing refused.
 */
class ObserveModeTests {

	private static final String CONFIGURATION = """
			server.port: 0
			ratelimit:
			  limits:
			    trial: { algorithm: fixed-window, rate: 1/365d, mode: observe }
			    strict: { algorithm: fixed-window, rate: 3/365d }
			    annotated: { algorithm: fixed-window, rate: 1/365d, mode: observe, max-wait: 1h }
			  web:
			    rules:
			      - { limits: [trial, strict], paths: /public/**, key: "header['Key']" }
			      - { limits: trial, paths: /me/**, key: "header['Key']", refund-when: "header['Refund'] != null" }
			""";

	private static final MeterRegistry meters = new SimpleMeterRegistry();

	private static ConfigurableApplicationContext context;

	private final HttpClient client = HttpClient.newHttpClient();

	@BeforeAll
	static void start() {
		context = new SpringApplicationBuilder(LimitedApplication.class).initializers(Yaml.of(CONFIGURATION))
			.initializers((GenericApplicationContext application) -> application.registerBean(MeterRegistry.class,
					() -> meters))
			.run();
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@Test
	void beyondALimitOnTrialHeadersAndMetersSaySoAndTheCallGoesThrough() throws Exception {
		double before = count("trial", "observed");
		get("/me/name", "Key", "headers");
		HttpResponse<String> over = get("/me/name", "Key", "headers");
		assertThat(over.statusCode()).isEqualTo(401);
		assertThat(over.headers().firstValue("RateLimit").orElseThrow()).startsWith("\"trial\";r=0;t=");
		assertThat(over.headers().firstValue("RateLimit-Policy")).hasValue("\"trial\";q=1;w=31536000");
		assertThat(over.headers().firstValue("Retry-After")).isEmpty();
		assertThat(count("trial", "observed") - before).isOne();
	}

	@Test
	void anObservedRefusalHasNothingToRefund() throws Exception {
		get("/me/name", "Key", "refund");
		double before = count("trial", "observed");
		get("/me/name", "Key", "refund", "Refund", "yes");
		get("/me/name", "Key", "refund");
		assertThat(count("trial", "observed") - before).isEqualTo(2);
	}

	@Test
	void itNeitherVetoesAnEnforcingLimitNorStandsInForIt() throws Exception {
		for (int i = 0; i < 3; i++) {
			assertThat(get("/public/page", "Key", "both").statusCode()).isEqualTo(200);
		}
		HttpResponse<String> refused = get("/public/page", "Key", "both");
		assertThat(refused.statusCode()).isEqualTo(429);
		assertThat(refused.body()).contains("\"violated-policies\":[\"strict\"]");
		assertThat(count("strict", "allowed")).isEqualTo(3);
		assertThat(count("strict", "rejected")).isOne();
		assertThat(count("trial", "rejected")).isZero();
	}

	@Test
	void anAnnotatedMethodGoesOnWithoutWaiting() throws Exception {
		get("/annotated", "Key", "any");
		HttpResponse<String> over = get("/annotated", "Key", "any");
		assertThat(over.body()).isEqualTo("annotated");
		assertThat(over.headers().firstValue("RateLimit").orElseThrow()).startsWith("\"annotated\";r=0;t=");
		assertThat(count("annotated", "observed")).isOne();
		assertThat(meters.get("ratelimit.wait").tag("limit", "annotated").timer().count()).isZero();
	}

	private static double count(String limit, String outcome) {
		return meters.get("ratelimit.requests").tags("limit", limit, "outcome", outcome).counter().count();
	}

	private HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
		String port = context.getEnvironment().getRequiredProperty("local.server.port");
		return this.client.send(
				HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).headers(headers).build(),
				BodyHandlers.ofString());
	}

}
