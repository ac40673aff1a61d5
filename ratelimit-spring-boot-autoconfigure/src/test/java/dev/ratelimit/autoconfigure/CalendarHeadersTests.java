package dev.ratelimit.autoconfigure;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.Instant;

import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.TimeSource;
import org.junit.jupiter.api.Test;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What a client reads of a quota by the calendar.
 */
class CalendarHeadersTests {

	@Test
	void headersTellThePresentMonth() throws Exception {
		ManualTimeSource time = new ManualTimeSource(Instant.parse("2026-01-30T23:00:00Z"));
		try (ConfigurableApplicationContext context = start(time)) {
			HttpResponse<String> january = get(context);
			assertThat(january.headers().firstValue("RateLimit-Policy")).hasValue("\"public\";q=1;w=2678400");
			assertThat(january.headers().firstValue("RateLimit")).hasValue("\"public\";r=0;t=86400");
			HttpResponse<String> refused = get(context);
			assertThat(refused.statusCode()).isEqualTo(429);
			assertThat(refused.headers().allValues("Retry-After")).containsExactly("86400");
			time.advance(Duration.ofDays(1));
			HttpResponse<String> february = get(context);
			assertThat(february.statusCode()).isNotEqualTo(429);
			assertThat(february.headers().firstValue("RateLimit-Policy")).hasValue("\"public\";q=1;w=2419200");
			assertThat(february.headers().firstValue("RateLimit")).hasValue("\"public\";r=0;t=2419200");
		}
	}

	private static HttpResponse<String> get(ConfigurableApplicationContext context) throws Exception {
		URI uri = URI.create(
				"http://localhost:%s/public/x".formatted(context.getEnvironment().getProperty("local.server.port")));
		return HttpClient.newHttpClient().send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
	}

	private static ConfigurableApplicationContext start(ManualTimeSource time) {
		return new SpringApplicationBuilder(LimitedApplication.class).initializers(
				Yaml.of(LimitedApplication.CONFIGURATION.replace("public: { algorithm: fixed-window, rate: 1/365d",
						"public: { algorithm: fixed-window, rate: 1/month, zone: Europe/Berlin")),
				(context) -> ((GenericApplicationContext) context).registerBean(TimeSource.class, () -> time))
			.run();
	}

}
