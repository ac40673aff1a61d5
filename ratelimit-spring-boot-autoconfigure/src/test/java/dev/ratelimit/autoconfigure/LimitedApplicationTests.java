package dev.ratelimit.autoconfigure;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import java.util.Set;

import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.web.servlet.support.SpringBootServletInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.SpringServletContainerInitializer;

import static org.assertj.core.api.Assertions.assertThat;

class LimitedApplicationTests {

	private final HttpClient client = HttpClient.newHttpClient();

	@Test
	void aFloodOnTheLoginIsRefusedBeforeAnyPasswordIsChecked() throws Exception {
		try (ConfigurableApplicationContext context = start()) {
			String login = address(context) + "/login";
			int refused = 0;
			for (int i = 0; i < 20; i++) {
				HttpRequest attempt = HttpRequest.newBuilder(URI.create(login))
					.header("Content-Type", "application/x-www-form-urlencoded")
					.POST(BodyPublishers.ofString("username=alice&password=guess" + i))
					.build();
				refused += (send(attempt).statusCode() == 429) ? 1 : 0;
			}
			assertThat(refused).isEqualTo(17);
			assertThat(context.getBean(LimitedApplication.class).passwordsChecked).hasValue(3);
		}
	}

	@Test
	void aRuleByPrincipalSeesTheUser() throws Exception {
		try (ConfigurableApplicationContext context = start()) {
			String me = address(context) + "/me/name";
			assertThat(get(me, "alice").body()).isEqualTo("alice");
			assertThat(get(me, "alice").statusCode()).isEqualTo(200);
			HttpResponse<String> refused = get(me, "alice");
			assertThat(refused.statusCode()).isEqualTo(429);
			assertThat(refused.headers().firstValue("Content-Type"))
				.hasValueSatisfying((type) -> assertThat(type).startsWith("application/problem+json"));
			assertThat(refused.headers().allValues("Retry-After")).hasSize(1);
			assertThat(get(me, "bob").body()).isEqualTo("bob");
		}
	}

	@Test
	void annotatedHandlersAnswerAsTheFilterDoes() throws Exception {
		try (ConfigurableApplicationContext context = start()) {
			assertThat(get(address(context) + "/annotated", "alice").headers().firstValue("RateLimit"))
				.hasValueSatisfying((value) -> assertThat(value).contains("\"annotated\";r=0"));
			assertThat(get(address(context) + "/annotated", "alice").statusCode()).isEqualTo(429);
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "true", "false" })
	void annotatedMethodsAreAnsweredForOutsideMvcToo(String web) throws Exception {
		try (ConfigurableApplicationContext context = start("--ratelimit.web.enabled=" + web)) {
			assertThat(get(address(context) + "/plain", "alice").body()).isEqualTo("annotated");
			HttpResponse<String> refused = get(address(context) + "/plain", "alice");
			assertThat(refused.statusCode()).isEqualTo(429);
			assertThat(refused.headers().allValues("Retry-After")).hasSize(1);
			assertThat(refused.headers().firstValue("RateLimit"))
				.hasValueSatisfying((value) -> assertThat(value).startsWith("\"annotated\";r=0;t="));
			assertThat(refused.headers().allValues("Content-Type")).containsExactly("application/problem+json");
			assertThat(refused.body()).contains("quota-exceeded");
		}
	}

	@Test
	void switchedOffNothingIsRefused() throws Exception {
		try (ConfigurableApplicationContext context = start("--ratelimit.enabled=false")) {
			for (int i = 0; i < 5; i++) {
				HttpResponse<String> response = get(address(context) + "/annotated", "alice");
				assertThat(response.statusCode()).isEqualTo(200);
				assertThat(response.headers().firstValue("RateLimit")).isEmpty();
			}
		}
	}

	@Test
	void itWorksInAnExternalContainer(@TempDir Path directory) throws Exception {
		Tomcat tomcat = new Tomcat();
		tomcat.setBaseDir(directory.toString());
		tomcat.setPort(0);
		Context war = tomcat.addContext("/war", directory.toString());
		war.setParentClassLoader(getClass().getClassLoader());
		war.addServletContainerInitializer(new SpringServletContainerInitializer(), Set.of(War.class));
		tomcat.getConnector();
		tomcat.start();
		try {
			String address = "http://localhost:" + tomcat.getConnector().getLocalPort() + "/war";
			assertThat(get(address + "/public/page", "alice").statusCode()).isEqualTo(200);
			assertThat(get(address + "/public/page", "alice").statusCode()).isEqualTo(429);
			assertThat(get(address + "/me/name", "bob").headers().firstValue("RateLimit-Policy"))
				.hasValueSatisfying((value) -> assertThat(value).contains("\"user\";q=2"));
			assertThat(get(address + "/annotated", "bob").statusCode()).isEqualTo(200);
			HttpResponse<String> refused = get(address + "/annotated", "bob");
			assertThat(refused.statusCode()).isEqualTo(429);
			assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
			assertThat(refused.body()).contains("\"instance\":\"/war/annotated\"");
		}
		finally {
			tomcat.stop();
			tomcat.destroy();
		}
	}

	private static ConfigurableApplicationContext start(String... arguments) {
		return new SpringApplicationBuilder(LimitedApplication.class)
			.initializers(Yaml.of(LimitedApplication.CONFIGURATION))
			.run(arguments);
	}

	private static String address(ConfigurableApplicationContext context) {
		return "http://localhost:" + context.getEnvironment().getProperty("local.server.port");
	}

	private HttpResponse<String> get(String url, String user) throws IOException, InterruptedException {
		String credentials = Base64.getEncoder().encodeToString((user + ":secret").getBytes(StandardCharsets.UTF_8));
		return send(HttpRequest.newBuilder(URI.create(url)).header("Authorization", "Basic " + credentials).build());
	}

	private HttpResponse<String> send(HttpRequest request) throws IOException, InterruptedException {
		return this.client.send(request, BodyHandlers.ofString());
	}

	public static class War extends SpringBootServletInitializer {

		@Override
		protected SpringApplicationBuilder configure(SpringApplicationBuilder application) {
			return application.sources(LimitedApplication.class)
				.initializers(Yaml.of(LimitedApplication.CONFIGURATION));
		}

	}

}
