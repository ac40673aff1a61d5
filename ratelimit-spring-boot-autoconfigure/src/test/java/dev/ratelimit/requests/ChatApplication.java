package dev.ratelimit.requests;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import dev.ratelimit.RateLimiter;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.requests.Wire.Response;

import org.springframework.context.annotation.Bean;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The recipe's chat on a server, and a stand-in for its model. A header is in place of
 * the user.
 */
final class ChatApplication implements AutoCloseable {

	static final long QUOTA = 100_000;

	static final long RESERVED = 2_000;

	/** For the clients' beans. */
	private static volatile String modelUrl = "";

	final ModelServer model = new ModelServer();

	private final Running running;

	ChatApplication(Server server) throws IOException {
		modelUrl = this.model.url();
		String yaml = block("yaml", 0).replace("key: principal", "key: header['X-User']");
		this.running = server.isReactive()
				? Running.start(server, yaml.replaceFirst("settle: .*", settle()), Clients.class,
						ReactiveChatController.class)
				: Running.start(server, yaml, Clients.class, ChatController.class);
	}

	private static String recipe() throws IOException {
		String text = Files.readString(Path.of("..", "docs", "recipes.md"));
		return text.substring(text.indexOf("## A chat that streams tokens"), text.indexOf("## Queue instead of"));
	}

	/** For WebFlux. */
	private static String settle() throws IOException {
		return recipe().split("In a WebFlux application write `")[1].split("`")[0];
	}

	static String block(String language, int number) throws IOException {
		return recipe().split("```" + language + "\n")[number + 1].split("```")[0];
	}

	RateLimiter limiter() {
		return this.running.bean(RateLimiterRegistry.class).get("tokens");
	}

	long spent() {
		return QUOTA - limiter().peek("alice").remaining();
	}

	/** The answer's end may come before the charge is settled. */
	void assertCost(long expected) {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
		while (spent() != expected && System.nanoTime() < deadline) {
			Thread.onSpinWait();
		}
		assertThat(spent()).isEqualTo(expected);
	}

	Response chat() {
		return this.running.send("GET", "/chat?prompt=hello", "X-User: alice");
	}

	/** A call whose answer is read piece by piece. */
	Socket open() throws IOException {
		Socket socket = new Socket("127.0.0.1", this.running.port());
		socket.setSoTimeout(20_000);
		socket.getOutputStream()
			.write("GET /chat?prompt=hello HTTP/1.1\r\nHost: localhost\r\nX-User: alice\r\n\r\n"
				.getBytes(StandardCharsets.US_ASCII));
		return socket;
	}

	static BufferedReader reader(Socket socket) throws IOException {
		return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
	}

	static void awaitPieces(BufferedReader answer, int pieces) throws IOException {
		for (int seen = 0; seen < pieces;) {
			String line = answer.readLine();
			assertThat(line).isNotNull();
			seen += line.contains("piece ") ? 1 : 0;
		}
	}

	@Override
	public void close() {
		this.running.close();
		this.model.close();
	}

	static class Clients {

		@Bean
		RestClient restClient() {
			return RestClient.builder()
				.baseUrl(modelUrl)
				.requestFactory(new JdkClientHttpRequestFactory(
						HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()))
				.build();
		}

		@Bean
		WebClient webClient() {
			return WebClient.create(modelUrl);
		}

	}

}
