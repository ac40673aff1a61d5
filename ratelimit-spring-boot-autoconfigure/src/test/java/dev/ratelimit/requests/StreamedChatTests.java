package dev.ratelimit.requests;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

import static dev.ratelimit.requests.ChatApplication.QUOTA;
import static dev.ratelimit.requests.ChatApplication.RESERVED;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * The recipe for a chat that streams tokens, on every server.
 */
@Timeout(60)
@ParameterizedClass
@EnumSource
class StreamedChatTests {

	private static ChatApplication chat;

	private static ModelServer model;

	@Parameter
	Server server;

	@BeforeParameterizedClassInvocation
	static void start(Server server) throws IOException {
		chat = new ChatApplication(server);
		model = chat.model;
	}

	@AfterParameterizedClassInvocation
	static void stop() {
		chat.close();
	}

	@AfterEach
	void forget() {
		chat.limiter().reset("alice");
	}

	@Test
	void theEndpointIsTheRecipes() throws IOException {
		Class<?> endpoint = this.server.isReactive() ? ReactiveChatController.class : ChatController.class;
		String source = Files
			.readString(Path.of("src/test/java", endpoint.getName().replace('.', '/').concat(".java")));
		String recipe = ChatApplication.block("java", this.server.isReactive() ? 1 : 0);
		assertThat(source.substring(source.indexOf("@RestController")).strip())
			.isEqualToIgnoringWhitespace(recipe.substring(recipe.indexOf("@RestController")));
	}

	@Test
	void theCallCostsTheUsageThatTheLastEventTells() {
		model.answers(5, 37L, false);
		assertThat(chat.chat().body()).contains("piece 0", "piece 4", "total_tokens", "[DONE]");
		chat.assertCost(37);
	}

	@Test
	void untilThenTheReservationIsSpent() throws Exception {
		model.answers(5, 37L, false);
		model.gate.drainPermits();
		try (Socket socket = chat.open(); BufferedReader answer = ChatApplication.reader(socket)) {
			model.gate.release();
			ChatApplication.awaitPieces(answer, 1);
			assertThat(chat.spent()).isEqualTo(RESERVED);
			model.gate.release(4);
			ChatApplication.awaitPieces(answer, 4);
			chat.assertCost(37);
		}
	}

	@Test
	void moreThanWasReservedMayBecomeDebt() {
		model.answers(5, QUOTA + 500, false);
		chat.chat();
		chat.assertCost(QUOTA);
		assertThat(chat.chat().status()).isEqualTo(429);
		assertThat(model.ended.availablePermits()).as("the model is not asked").isEqualTo(1);
	}

	@Test
	void withoutUsageTheReservationStaysUnlessMorePiecesWereSent() {
		model.answers(5, null, false);
		assertThat(chat.chat().body()).contains("[DONE]");
		chat.assertCost(RESERVED);
		model.answers(2_500, null, false);
		assertThat(chat.chat().body()).contains("piece 2499");
		chat.assertCost(RESERVED + 2_500);
	}

	@Test
	void aModelThatFailsInTheMiddleHasCostTheSame() throws Exception {
		failAfter(5);
		chat.assertCost(RESERVED);
		failAfter(2_500);
		chat.assertCost(RESERVED + 2_500);
	}

	/** When the client has had all pieces. */
	private static void failAfter(int pieces) throws Exception {
		model.answers(pieces, 37L, true);
		try (Socket socket = chat.open(); BufferedReader answer = ChatApplication.reader(socket)) {
			ChatApplication.awaitPieces(answer, pieces);
			model.gate.release();
			assertThat(model.ended.tryAcquire(20, TimeUnit.SECONDS)).isTrue();
			assertThat(answer.lines()).noneMatch((line) -> line.contains("total_tokens"));
		}
	}

}
