package dev.ratelimit.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.web.filter.OncePerRequestFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Applications name their own components as anybody would.
 */
class BeanNamesTests {

	private final HttpClient client = HttpClient.newHttpClient();

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void anApplicationsBeansOfLikelyNamesLiveBesideTheStarters(boolean overriding) throws Exception {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(LimitedApplication.class)
			.initializers(Yaml.of(LimitedApplication.CONFIGURATION),
					(target) -> register((GenericApplicationContext) target))
			.run("--spring.main.allow-bean-definition-overriding=" + overriding)) {
			String page = "http://localhost:" + context.getEnvironment().getProperty("local.server.port")
					+ "/public/page";
			HttpResponse<String> admitted = get(page);
			assertThat(admitted.statusCode()).isEqualTo(200);
			assertThat(admitted.headers().allValues("Passed")).containsExactly("rateLimitFilter");
			assertThat(get(page).statusCode()).isEqualTo(429);
		}
	}

	private static void register(GenericApplicationContext context) {
		for (String name : likelyNames()) {
			context.registerBean(name, Own.class);
		}
		context.registerBean("rateLimitFilter", RateLimitFilter.class);
	}

	/** Named after each class and each bean method of the starter. */
	private static List<String> likelyNames() {
		List<String> names = new ArrayList<>(List.of("rateLimitFilterRegistration", "rateLimiter",
				"rateLimiterRegistry", "rateLimitInterceptor", "rateLimitProperties", "rateLimitConfiguration"));
		try (Stream<Path> classes = Files.walk(Path.of("target", "classes", "dev", "ratelimit"))) {
			classes.map((file) -> file.getFileName().toString())
				.filter((file) -> file.endsWith(".class") && !file.contains("$") && !file.contains("-"))
				.map((file) -> file.substring(0, 1).toLowerCase() + file.substring(1, file.indexOf('.')))
				.forEach(names::add);
		}
		catch (IOException ex) {
			throw new AssertionError(ex);
		}
		return names.stream().distinct().filter((name) -> !name.equals("rateLimitFilter")).toList();
	}

	private HttpResponse<String> get(String url) throws IOException, InterruptedException {
		return this.client.send(HttpRequest.newBuilder(URI.create(url)).build(), BodyHandlers.ofString());
	}

	static class Own {

	}

	static class RateLimitFilter extends OncePerRequestFilter {

		@Override
		protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws IOException, ServletException {
			response.addHeader("Passed", "rateLimitFilter");
			chain.doFilter(request, response);
		}

	}

}
