package dev.ratelimit.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/**
 * A server whose endpoint only an operator may call, and the operator.
 */
final class OperatedApplication implements AutoCloseable {

	private final HttpClient client = HttpClient.newHttpClient();

	final ConfigurableApplicationContext context;

	OperatedApplication(String yaml, String... arguments) {
		this.context = new SpringApplicationBuilder(Application.class).initializers(Yaml.of("""
				server.port: 0
				management.endpoints.web.exposure.include: ratelimits
				""" + yaml)).run(arguments);
	}

	RateLimiter limiter(String name) {
		return this.context.getBean(RateLimiterRegistry.class).get(name);
	}

	HttpResponse<String> get(String path) throws Exception {
		return send("GET", path, null, "operator");
	}

	JsonNode json(String path) throws Exception {
		return JsonMapper.shared().readTree(get(path).body());
	}

	HttpResponse<String> delete(String path) throws Exception {
		return send("DELETE", path, null, "operator");
	}

	HttpResponse<String> post(String path, String json) throws Exception {
		return send("POST", path, json, "operator");
	}

	HttpResponse<String> send(String method, String path, @Nullable String body, @Nullable String user)
			throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest
			.newBuilder(URI.create("http://localhost:%s/actuator/ratelimits%s"
				.formatted(this.context.getEnvironment().getProperty("local.server.port"), path)))
			.method(method, (body != null) ? BodyPublishers.ofString(body) : BodyPublishers.noBody())
			.header("Content-Type", "application/json");
		if (user != null) {
			request.header("Authorization",
					"Basic " + Base64.getEncoder().encodeToString((user + ":secret").getBytes(StandardCharsets.UTF_8)));
		}
		return this.client.send(request.build(), BodyHandlers.ofString());
	}

	@Override
	public void close() {
		this.context.close();
	}

	@SpringBootConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(
					User.withUsername("operator").password("{noop}secret").roles("OPERATOR").build(),
					User.withUsername("alice").password("{noop}secret").roles("USER").build());
		}

		@Bean
		SecurityFilterChain security(HttpSecurity http) throws Exception {
			return http.csrf((csrf) -> csrf.disable())
				.authorizeHttpRequests((requests) -> requests.requestMatchers("/actuator/**")
					.hasRole("OPERATOR")
					.anyRequest()
					.permitAll())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

	}

}
