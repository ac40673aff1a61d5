package dev.ratelimit.sample;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;
import org.springframework.boot.test.web.server.LocalServerPort;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What dashboard and alerts ask for is what a scrape of the sample, just started, has.
 */
@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT)
class DashboardTests {

	private static final Path DEPLOY = Path.of("..", "deploy");

	private static final Pattern METRIC = Pattern.compile("ratelimit_\\w+");

	private final HttpClient client = HttpClient.newHttpClient();

	@LocalServerPort
	private int port;

	@Test
	void everyMetricOfTheDashboardIsExposed() throws Exception {
		JsonNode dashboard = JsonMapper.builder().build().readTree(DEPLOY.resolve("grafana/ratelimit.json"));
		Set<String> asked = new TreeSet<>();
		for (String field : Set.of("expr", "definition", "query")) {
			dashboard.findValues(field).forEach((query) -> asked.addAll(metrics(query.toString())));
		}
		assertThat(asked).contains("ratelimit_requests_total", "ratelimit_keys", "ratelimit_wait_seconds_max")
			.hasSizeGreaterThan(9);
		assertThat(scraped()).containsAll(asked);
	}

	@Test
	void everyMetricOfTheAlertsIsExposed() throws Exception {
		Set<String> asked = metrics(Files.readString(DEPLOY.resolve("prometheus/ratelimit-alerts.yml")));
		assertThat(asked).contains("ratelimit_store_failures_total").hasSizeGreaterThan(4);
		assertThat(scraped()).containsAll(asked);
	}

	@Test
	void everyLimitIsThereBeforeItsFirstCall() throws Exception {
		String scrape = get("/actuator/prometheus", "olga:operator").body();
		for (String limit : Set.of("login-user", "search", "api", "export", "per-second")) {
			for (String outcome : Set.of("allowed", "rejected", "observed")) {
				assertThat(scrape)
					.contains("ratelimit_requests_total{limit=\"%s\",outcome=\"%s\"} 0.0".formatted(limit, outcome));
			}
		}
		// Asking for the meters by HTTP Basic is itself a login
		assertThat(scrape).contains("ratelimit_requests_total{limit=\"login-address\",outcome=\"rejected\"} 0.0");
	}

	@Test
	void whatPrometheusIsToldToScrapeAnswersIt() throws Exception {
		String config = Files.readString(DEPLOY.resolve("prometheus/prometheus.yml"));
		assertThat(config).contains("metrics_path: /actuator/prometheus", "username: olga", "password: operator");
		assertThat(get("/actuator/prometheus", "olga:operator").statusCode()).isEqualTo(200);
	}

	@ParameterizedTest
	@ValueSource(strings = { "/actuator/prometheus", "/actuator/ratelimits", "/actuator" })
	void onlyOperatorsOperate(String path) throws Exception {
		assertThat(get(path, "nobody:here").statusCode()).isEqualTo(401);
		assertThat(get(path, "alice:wonderland").statusCode()).isEqualTo(403);
	}

	private Set<String> scraped() throws Exception {
		return get("/actuator/prometheus", "olga:operator").body()
			.lines()
			.filter((line) -> !line.startsWith("#"))
			.flatMap((line) -> metrics(line.split("[{ ]")[0]).stream())
			.collect(Collectors.toSet());
	}

	private static Set<String> metrics(String text) {
		return METRIC.matcher(text).results().map(MatchResult::group).collect(Collectors.toSet());
	}

	private HttpResponse<String> get(String path, String credentials) throws IOException, InterruptedException {
		return this.client.send(HttpRequest.newBuilder(URI.create("http://localhost:" + this.port + path))
			.header("Authorization",
					"Basic " + Base64.getEncoder().encodeToString(credentials.getBytes(StandardCharsets.UTF_8)))
			.build(), BodyHandlers.ofString());
	}

}
