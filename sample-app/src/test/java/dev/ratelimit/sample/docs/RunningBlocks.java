package dev.ratelimit.sample.docs;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;

import dev.ratelimit.ManualTimeSource;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.TestComponent;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.PropertySource;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * Runs blocks of the pages in an application of their own, and calls it.
 */
abstract class RunningBlocks {

	final ManualTimeSource time = new ManualTimeSource();

	private final HttpClient client = HttpClient.newHttpClient();

	final void run(String yaml, Calls calls) throws Exception {
		run(Example.class, yaml, calls);
	}

	final void run(Class<?> example, String yaml, Calls calls) throws Exception {
		SpringApplication application = new SpringApplication(example);
		application.addInitializers((context) -> {
			context.getBeanFactory().registerSingleton("timeSource", this.time);
			for (PropertySource<?> source : Snippets.load("server.port: 0\nspring.main.banner-mode: 'off'\n" + yaml)) {
				context.getEnvironment().getPropertySources().addFirst(source);
			}
		});
		try (ConfigurableApplicationContext context = application.run("--spring.config.name=none")) {
			calls.on(context);
		}
	}

	static String yaml(Path page, String containing) throws IOException {
		return block(page, "yaml", containing);
	}

	static String block(Path page, String language, String containing) throws IOException {
		return Page.read(page)
			.blocks()
			.stream()
			.filter((block) -> block.language().equals(language) && block.text().contains(containing))
			.findFirst()
			.orElseThrow()
			.text();
	}

	final int get(ConfigurableApplicationContext context, String path, String... headers) throws Exception {
		HttpRequest.Builder request = request(context, path);
		return send((headers.length > 0) ? request.headers(headers) : request);
	}

	final int login(ConfigurableApplicationContext context, String user, String password) throws Exception {
		return send(request(context, "/api/login").header("Content-Type", "application/json")
			.POST(HttpRequest.BodyPublishers
				.ofString("{\"username\":\"%s\",\"password\":\"%s\"}".formatted(user, password))));
	}

	private static HttpRequest.Builder request(ConfigurableApplicationContext context, String path) {
		String port = context.getEnvironment().getRequiredProperty("local.server.port");
		return HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
	}

	final int send(HttpRequest.Builder request) throws Exception {
		return this.client.send(request.build(), BodyHandlers.discarding()).statusCode();
	}

	@FunctionalInterface
	interface Calls {

		void on(ConfigurableApplicationContext context) throws Exception;

	}

	/**
	 * None of the sample's own, which looks for its configuration in this package, too.
	 */
	@TestConfiguration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Hello.class)
	static class Example {

		@Bean
		SecurityFilterChain open(HttpSecurity http) throws Exception {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.httpBasic(Customizer.withDefaults())
				.csrf((csrf) -> csrf.disable())
				.build();
		}

		@Bean
		UserDetailsService users() {
			return new InMemoryUserDetailsManager(User.withUsername("alice").password("{noop}secret").build());
		}

	}

	@RestController
	@TestComponent
	static class Hello {

		@GetMapping("/api/hello")
		String hello() {
			return "hello";
		}

	}

}
