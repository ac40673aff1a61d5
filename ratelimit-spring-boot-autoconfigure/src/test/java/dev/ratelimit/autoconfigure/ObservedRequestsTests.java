package dev.ratelimit.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;

import dev.ratelimit.RateLimitExceededEvent;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import org.junit.jupiter.api.Test;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What operations see of requests to a real server: observations, meters and events.
 */
class ObservedRequestsTests {

	private final SimpleMeterRegistry meters = new SimpleMeterRegistry();

	private final TestObservationRegistry observations = TestObservationRegistry.create();

	private final List<RateLimitExceededEvent> events = new ArrayList<>();

	@Test
	void decisionsAreAttributesOfTheServersObservationAndNoTagsOfItsMeter() throws Exception {
		get("/public/page", "/public/page");
		TestObservationRegistryAssert.assertThat(this.observations)
			.hasAnObservation((observation) -> observation.hasNameEqualTo("http.server.requests")
				.hasHighCardinalityKeyValue("ratelimit.limit", "public")
				.hasHighCardinalityKeyValue("ratelimit.outcome", "allowed")
				.hasHighCardinalityKeyValue("ratelimit.remaining", "0"))
			.hasAnObservation((observation) -> observation.hasNameEqualTo("http.server.requests")
				.hasLowCardinalityKeyValue("status", "429")
				.hasHighCardinalityKeyValue("ratelimit.outcome", "rejected"));
		assertThat(this.meters.find("http.server.requests").timers()).isNotEmpty()
			.allSatisfy((timer) -> assertThat(timer.getId().getTags()).extracting(Tag::getKey)
				.noneMatch((key) -> key.startsWith("ratelimit")));
	}

	/**
	 * Spring Security observes what lies behind it, and that is the current one there.
	 */
	@Test
	void anAnnotatedMethodsDecisionIsOneOfWhatIsObservedThere() throws Exception {
		get("/annotated");
		TestObservationRegistryAssert.assertThat(this.observations)
			.hasAnObservation((observation) -> observation.hasNameEqualTo("spring.security.http.secured.requests")
				.hasHighCardinalityKeyValue("ratelimit.limit", "annotated"));
	}

	@Test
	void requestsAreCountedAndRefusalsPublishedOnceEach() throws Exception {
		get("/public/page", "/public/page", "/public/page", "/annotated", "/annotated");
		assertThat(count("public", "allowed")).isOne();
		assertThat(count("public", "rejected")).isEqualTo(2);
		assertThat(count("annotated", "allowed")).isOne();
		assertThat(count("annotated", "rejected")).isOne();
		assertThat(this.events).extracting(RateLimitExceededEvent::limit)
			.containsExactly("public", "public", "annotated");
		assertThat(this.events).extracting(RateLimitExceededEvent::key).containsOnly("127.0.0.1");
	}

	private double count(String limit, String outcome) {
		return this.meters.get("ratelimit.requests").tags("limit", limit, "outcome", outcome).counter().count();
	}

	/** Answered and, when this returns, complete. */
	private void get(String... paths) throws Exception {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(LimitedApplication.class)
			.initializers(Yaml.of(LimitedApplication.CONFIGURATION))
			.initializers((GenericApplicationContext application) -> {
				application.registerBean(SimpleMeterRegistry.class, () -> this.meters);
				application.registerBean(TestObservationRegistry.class, () -> this.observations);
			})
			.listeners((PayloadApplicationEvent<?> event) -> {
				if (event.getPayload() instanceof RateLimitExceededEvent refusal) {
					this.events.add(refusal);
				}
			})
			.run()) {
			HttpClient client = HttpClient.newHttpClient();
			for (String path : paths) {
				URI uri = URI
					.create("http://127.0.0.1:" + context.getEnvironment().getProperty("local.server.port") + path);
				client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
			}
		}
	}

}
