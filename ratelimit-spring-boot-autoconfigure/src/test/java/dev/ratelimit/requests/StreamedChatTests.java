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

import dev.ratelimit.RateLimiterRegistry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.context.annotation.Bean;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.reactive.function.client.WebClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The recipe for a chat that streams tokens, on every server, with a header in place of
 * the user and a stand-in for the model.
 */
@Timeout(60)
@ParameterizedClass
@EnumSource
class StreamedChatTests {

	private static final long QUOTA = 100_000;

	private static final long RESERVED = 2_000;

	private static ModelServer model;

	private static Running running;

	@Parameter
	Server server;

	@BeforeParameterizedClassInvocation
	static void start(Server server) throws IOException {
		model = new ModelServer();
		String yaml = block("yaml", 0).replace("key: principal", "key: header['X-User']");
		running = server.isReactive()
				? Running.start(server, yaml.replaceFirst("settle: .*", settle()), Clients.class,
						ReactiveChatController.class)
				: Running.start(server, yaml, Clients.class, ChatController.class);
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		running.close();
		model.close();
	}

	@AfterEach
	void forget() {
		running.bean(RateLimiterRegistry.class).get("tokens").reset("alice");
	}

	private static String recipe() throws IOException {
		String text = Files.readString(Path.of("..", "docs", "recipes.md"));
		return text.substring(text.indexOf("## A chat that streams tokens"), text.indexOf("## Queue instead of"));
	}

	/** For WebFlux. */
	private static String settle() throws IOException {
		return recipe().split("In a WebFlux application write `")[1].split("`")[0];
	}

	private static String block(String language, int number) throws IOException {
		return recipe().split("```" + language + "\n")[number + 1].split("```")[0];
	}

	private static long left() {
		return running.bean(RateLimiterRegistry.class).get("tokens").peek("alice").remaining();
	}

	/** The answer's end may come before the charge is settled. */
	private static void assertCost(long expected) {
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
		while (QUOTA - left() != expected && System.nanoTime() < deadline) {
			Thread.onSpinWait();
		}
		assertThat(QUOTA - left()).isEqualTo(expected);
	}

	private static String chat() {
		return running.send("GET", "/chat?prompt=hello", "X-User: alice").body();
	}

	@Test
	void theEndpointIsTheRecipes() throws IOException {
		Class<?> endpoint = this.server.isReactive() ? ReactiveChatController.class : ChatController.class;
		String source = Files
			.readString(Path.of("src/test/java", endpoint.getName().replace('.', '/').concat(".java")));
		String recipe = block("java", this.server.isReactive() ? 1 : 0);
		assertThat(source.substring(source.indexOf("@RestController")).strip())
			.isEqualToIgnoringWhitespace(recipe.substring(recipe.indexOf("@RestController")));
	}

	@Test
	void theCallCostsTheUsageThatTheLastEventTells() {
		model.answers(5, 37L, false);
		assertThat(chat()).contains("piece 0", "piece 4", "total_tokens", "[DONE]");
		assertCost(37);
	}

	@Test
	void untilThenTheReservationIsSpent() throws Exception {
		model.answers(5, 37L, false);
		model.gate.drainPermits();
		try (Socket socket = open(); BufferedReader answer = reader(socket)) {
			model.gate.release();
			awaitPieces(answer, 1);
			assertThat(left()).isEqualTo(QUOTA - RESERVED);
			model.gate.release(4);
			awaitPieces(answer, 4);
			assertCost(37);
		}
	}

	@Test
	void moreThanWasReservedMayBecomeDebt() {
		model.answers(5, QUOTA + 500, false);
		chat();
		assertCost(QUOTA);
		assertThat(running.status("GET", "/chat?prompt=more", "X-User: alice")).isEqualTo(429);
		assertThat(model.ended.availablePermits()).as("the model is not asked").isEqualTo(1);
	}

	@Test
	void withoutUsageTheReservationStaysUnlessMorePiecesWereSent() {
		model.answers(5, null, false);
		assertThat(chat()).contains("[DONE]");
		assertCost(RESERVED);
		model.answers(2_500, null, false);
		assertThat(chat()).contains("piece 2499");
		assertCost(RESERVED + 2_500);
	}

	@Test
	void aModelThatFailsInTheMiddleHasCostTheSame() throws Exception {
		failAfter(5);
		assertCost(RESERVED);
		failAfter(2_500);
		assertCost(RESERVED + 2_500);
	}

	/** When the client has had all pieces. */
	private static void failAfter(int pieces) throws Exception {
		model.answers(pieces, 37L, true);
		try (Socket socket = open(); BufferedReader answer = reader(socket)) {
			awaitPieces(answer, pieces);
			model.gate.release();
			assertThat(model.ended.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
			assertThat(answer.lines()).noneMatch((line) -> line.contains("total_tokens"));
		}
	}

	@Test
	void aClientThatHangsUpPaysForWhatWasProducedAndNoLessThanWasReserved() throws Exception {
		model.answers(1_000_000, 37L, false);
		model.gate.drainPermits();
		hangUpAfter(3);
		assertCost(RESERVED);
		forget();
		model.answers(1_000_000, 37L, false);
		model.gate.drainPermits();
		hangUpAfter(2_500);
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
		while (left() > QUOTA - 2_500 && System.nanoTime() < deadline) {
			Thread.onSpinWait();
		}
		assertThat(QUOTA - left()).isBetween(2_500L, model.sent.get());
	}

	/** The model goes on until its call is ended, too. */
	private static void hangUpAfter(int pieces) throws Exception {
		try (Socket socket = open(); BufferedReader answer = reader(socket)) {
			model.gate.release(pieces);
			awaitPieces(answer, pieces);
			socket.setSoLinger(true, 0);
		}
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
		boolean ended = false;
		while (!ended && System.nanoTime() < deadline) {
			model.gate.release();
			ended = model.ended.tryAcquire(1, TimeUnit.MILLISECONDS);
		}
		assertThat(ended).as("the model was left, too").isTrue();
	}

	private static Socket open() throws IOException {
		Socket socket = new Socket("127.0.0.1", running.port());
		socket.setSoTimeout(20_000);
		socket.getOutputStream()
			.write("GET /chat?prompt=hello HTTP/1.1\r\nHost: localhost\r\nX-User: alice\r\n\r\n"
				.getBytes(StandardCharsets.US_ASCII));
		return socket;
	}

	private static BufferedReader reader(Socket socket) throws IOException {
		return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
	}

	private static void awaitPieces(BufferedReader answer, int pieces) throws IOException {
		for (int seen = 0; seen < pieces;) {
			String line = answer.readLine();
			assertThat(line).isNotNull();
			seen += line.contains("piece ") ? 1 : 0;
		}
	}

	static class Clients {

		@Bean
		RestClient restClient() {
			return RestClient.builder()
				.baseUrl(model.url())
				.requestFactory(new JdkClientHttpRequestFactory(
						HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()))
				.build();
		}

		@Bean
		WebClient webClient() {
			return WebClient.create(model.url());
		}

	}

}
