package dev.ratelimit.internal.messaging;

import java.lang.reflect.Type;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.MessageDeliveryException;
import org.springframework.messaging.simp.stomp.StompFrameHandler;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.stomp.StompSession;
import org.springframework.messaging.simp.stomp.StompSessionHandlerAdapter;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.messaging.WebSocketStompClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A client's session over a real WebSocket. Its messages are handled in order.
 */
final class Stomp implements AutoCloseable {

	private final StompSession session;

	private final BlockingQueue<String> received;

	private Stomp(StompSession session, BlockingQueue<String> received) {
		this.session = session;
		this.received = received;
	}

	/** Connects as a user, as nobody if that is empty. */
	static Stomp connect(int port, String user) throws Exception {
		return connect(new WebSocketStompClient(new StandardWebSocketClient()),
				"ws://localhost:%d/socket?user=%s".formatted(port, user), new WebSocketHttpHeaders());
	}

	/** Connects with a client of any transport. */
	static Stomp connect(WebSocketStompClient client, String url, WebSocketHttpHeaders headers) throws Exception {
		return connect(client, url, headers, new StompHeaders());
	}

	/** Connects with headers of STOMP's own. */
	static Stomp connect(WebSocketStompClient client, String url, WebSocketHttpHeaders headers, StompHeaders connect)
			throws Exception {
		BlockingQueue<String> received = new LinkedBlockingQueue<>();
		Stomp stomp = new Stomp(
				client.connectAsync(URI.create(url), headers, connect, new Errors(received)).get(20, TimeUnit.SECONDS),
				received);
		stomp.subscribe("/user/queue/answers");
		stomp.subscribe("/user/queue/refusals");
		stomp.subscribe("/user/queue/errors");
		assertThat(stomp.isServed()).as("subscribed").isTrue();
		return stomp;
	}

	void subscribe(String destination) {
		this.session.subscribe(destination, new StompFrameHandler() {

			@Override
			public Type getPayloadType(StompHeaders headers) {
				return byte[].class;
			}

			@Override
			public void handleFrame(StompHeaders headers, @Nullable Object payload) {
				Stomp.this.received.add(new String((byte[]) payload, StandardCharsets.UTF_8));
			}

		});
	}

	void send(String destination, String text) {
		this.session.send(destination, text.getBytes(StandardCharsets.UTF_8));
	}

	void send(StompHeaders headers, String text) {
		this.session.send(headers, text.getBytes(StandardCharsets.UTF_8));
	}

	/** The next message that the server sends. */
	String next() throws InterruptedException {
		String next = this.received.poll(20, TimeUnit.SECONDS);
		assertThat(next).as("a message").isNotNull();
		return next;
	}

	/** Whether the server still answers this session, after all that it was sent. */
	boolean isServed() throws InterruptedException {
		send("/app/free", "still there");
		return this.session.isConnected() && next().equals("free still there");
	}

	@Override
	public void close() {
		try {
			this.session.disconnect();
		}
		catch (MessageDeliveryException | IllegalStateException ex) {
			// The server has closed it
		}
	}

	/** Takes notice of a session that the server closes, with a frame or without. */
	private static final class Errors extends StompSessionHandlerAdapter {

		private final BlockingQueue<String> received;

		private Errors(BlockingQueue<String> received) {
			this.received = received;
		}

		@Override
		public void handleFrame(StompHeaders headers, @Nullable Object payload) {
			this.received.add("error: " + headers.getFirst("message"));
		}

		@Override
		public void handleTransportError(StompSession session, Throwable failure) {
			this.received.add("error: " + failure);
		}

	}

}
