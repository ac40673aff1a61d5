package dev.ratelimit.requests;

import java.io.BufferedReader;
import java.net.Socket;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that hang up in the middle of a streamed chat. Each has a server to itself: in
 * a WebFlux application Tomcat can end the next call with the error of the one that was
 * left, with limits and without.
 */
@Timeout(60)
class LeftChatTests {

	@ParameterizedTest
	@EnumSource
	void aClientThatHangsUpPaysNoLessThanWasReserved(Server server) throws Exception {
		try (ChatApplication chat = new ChatApplication(server)) {
			hangUpAfter(3, chat);
			chat.assertCost(ChatApplication.RESERVED);
		}
	}

	@ParameterizedTest
	@EnumSource
	void aClientThatHangsUpPaysForWhatWasProduced(Server server) throws Exception {
		try (ChatApplication chat = new ChatApplication(server)) {
			hangUpAfter(2_500, chat);
			long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
			while (chat.spent() < 2_500 && System.nanoTime() < deadline) {
				Thread.onSpinWait();
			}
			assertThat(chat.spent()).isBetween(2_500L, chat.model.sent.get());
		}
	}

	/** The model goes on until its call is ended, too. */
	private static void hangUpAfter(int pieces, ChatApplication chat) throws Exception {
		chat.model.answers(1_000_000, 37L, false);
		chat.model.gate.drainPermits();
		try (Socket socket = chat.open(); BufferedReader answer = ChatApplication.reader(socket)) {
			chat.model.gate.release(pieces);
			ChatApplication.awaitPieces(answer, pieces);
			socket.setSoLinger(true, 0);
		}
		long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
		boolean ended = false;
		while (!ended && System.nanoTime() < deadline) {
			chat.model.gate.release();
			ended = chat.model.ended.tryAcquire(1, TimeUnit.MILLISECONDS);
		}
		assertThat(ended).as("the model was left, too").isTrue();
	}

}
