package dev.ratelimit.compatibility.notes;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * A connection that asks how many notes have a word.
 */
final class Questions implements AutoCloseable {

	private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

	private final WebSocket socket;

	Questions(int port, String address) throws Exception {
		this.socket = HttpClient.newHttpClient()
			.newWebSocketBuilder()
			.header("X-Forwarded-For", address)
			.buildAsync(URI.create("ws://127.0.0.1:" + port + "/ws"), new WebSocket.Listener() {

				@Override
				public CompletionStage<?> onText(WebSocket socket, CharSequence text, boolean last) {
					Questions.this.answers.add(text.toString());
					socket.request(1);
					return null;
				}

			})
			.get(20, TimeUnit.SECONDS);
	}

	String ask(String word) throws InterruptedException {
		this.socket.sendText(word, true).join();
		return this.answers.poll(10, TimeUnit.SECONDS);
	}

	@Override
	public void close() {
		this.socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
		this.socket.abort();
	}

}
