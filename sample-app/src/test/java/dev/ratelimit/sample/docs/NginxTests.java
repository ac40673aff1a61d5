package dev.ratelimit.sample.docs;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

import dev.ratelimit.annotation.RateLimited;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.PropertySource;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

/**
 * The recipe for nginx, word for word, with callers that have an address of their own.
 */
class NginxTests {

	private static final Path NGINX = Path.of("/usr/sbin/nginx");

	private static final Page RECIPES = read();

	private static final String LIMIT = """
			server.port: 0
			spring.main.banner-mode: "off"
			ratelimit.limits.api: { algorithm: fixed-window, rate: 2/1d }
			""";

	@TempDir
	private Path directory;

	@Test
	void eachCallerHasAQuotaWhateverItWrites() throws Exception {
		run(block("yaml", "trusted-proxies"), (port) -> {
			assertThat(get(port, "127.0.0.2", "198.51.100.1")).contains("\"api\";r=1;");
			assertThat(get(port, "127.0.0.2", "198.51.100.2")).contains("\"api\";r=0;");
			assertThat(get(port, "127.0.0.2", "198.51.100.3")).startsWith("HTTP/1.1 429");
			assertThat(get(port, "127.0.0.3", "198.51.100.1")).contains("\"api\";r=1;");
		});
	}

	@Test
	void untilSomebodyIsTrustedAllShareTheProxysQuota() throws Exception {
		run("", (port) -> {
			assertThat(get(port, "127.0.0.2", "198.51.100.1")).contains("\"api\";r=1;");
			assertThat(get(port, "127.0.0.3", "198.51.100.2")).contains("\"api\";r=0;");
			assertThat(get(port, "127.0.0.4", "198.51.100.3")).startsWith("HTTP/1.1 429");
		});
	}

	private void run(String configuration, Calls calls) throws Exception {
		assumeThat(Files.isExecutable(NGINX)).as("/usr/sbin/nginx is not installed, so the recipe for it is not tested")
			.isTrue();
		SpringApplication application = new SpringApplication(Behind.class);
		application.addInitializers((context) -> {
			for (String text : new String[] { LIMIT, configuration }) {
				for (PropertySource<?> source : Snippets.load(text)) {
					context.getEnvironment().getPropertySources().addFirst(source);
				}
			}
		});
		try (ConfigurableApplicationContext context = application.run("--spring.config.name=none")) {
			int port = freePort();
			Process nginx = start(port, context.getEnvironment().getRequiredProperty("local.server.port"));
			try {
				calls.on(port);
			}
			finally {
				nginx.destroy();
				nginx.waitFor();
			}
		}
	}

	private Process start(int port, String target) throws Exception {
		Path file = Files.writeString(this.directory.resolve("nginx.conf"), """
				daemon off;
				master_process off;
				pid %1$s/pid;
				error_log stderr;
				events {}
				http {
					access_log off;
					client_body_temp_path %1$s/body;
					proxy_temp_path %1$s/proxy;
					fastcgi_temp_path %1$s/fastcgi;
					uwsgi_temp_path %1$s/uwsgi;
					scgi_temp_path %1$s/scgi;
					server {
						listen 127.0.0.1:%2$d;
						%3$s
					}
				}
				""".formatted(this.directory, port, block("nginx", "proxy_pass").replace(":8080", ":" + target)));
		Process nginx = new ProcessBuilder(NGINX.toString(), "-c", file.toString(), "-p", this.directory.toString(),
				"-e", "stderr")
			.redirectErrorStream(true)
			.redirectOutput(this.directory.resolve("log").toFile())
			.start();
		long deadline = System.nanoTime() + Duration.ofMinutes(1).toNanos();
		while (!listens(port)) {
			if (!nginx.isAlive() || System.nanoTime() > deadline) {
				nginx.destroy();
				throw new AssertionError(Files.readString(this.directory.resolve("log")));
			}
			Thread.sleep(10);
		}
		return nginx;
	}

	private static boolean listens(int port) {
		try (Socket socket = new Socket("127.0.0.1", port)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	/** What a caller with that address gets, who claims to be somebody else. */
	private static String get(int port, String address, String claimed) throws IOException {
		try (Socket socket = new Socket()) {
			socket.bind(new InetSocketAddress(address, 0));
			socket.connect(new InetSocketAddress("127.0.0.1", port));
			socket.getOutputStream()
				.write("GET /weather HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: %s\r\nConnection: close\r\n\r\n"
					.formatted(claimed)
					.getBytes(StandardCharsets.ISO_8859_1));
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
		}
	}

	private static String block(String language, String containing) {
		return RECIPES.blocks()
			.stream()
			.filter((block) -> block.language().equals(language) && block.text().contains(containing))
			.findFirst()
			.orElseThrow()
			.text();
	}

	private static Page read() {
		try {
			return Page.read(Path.of("../docs/recipes.md"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private interface Calls {

		void on(int port) throws IOException;

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Weather.class)
	static class Behind {

		@Bean
		SecurityFilterChain open(HttpSecurity http) throws Exception {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll()).build();
		}

	}

	@RestController
	static class Weather {

		@GetMapping("/weather")
		@RateLimited("api")
		String weather() {
			return "fair";
		}

	}

}
