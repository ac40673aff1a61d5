package dev.ratelimit.compatibility.orders;

import java.lang.reflect.Type;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.messaging.simp.stomp.StompFrameHandler;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.simp.stomp.StompSession;
import org.springframework.messaging.simp.stomp.StompSessionHandlerAdapter;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.messaging.WebSocketStompClient;

/**
 * A connection that asks for prices and hears answers and errors.
 */
final class Stomp implements AutoCloseable {

	private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

	private final WebSocketStompClient client = new WebSocketStompClient(new StandardWebSocketClient());

	private final StompSession session;

	Stomp(int port) throws Exception {
		this.client.setMessageConverter(new AnyText());
		this.session = this.client
			.connectAsync("ws://127.0.0.1:" + port + "/ws", new StompSessionHandlerAdapter() {
			})
			.get(20, TimeUnit.SECONDS);
		hear("/topic/prices");
		hear("/topic/errors");
		hear("/user/queue/refusals");
	}

	String price(String item) throws InterruptedException {
		ask("/app/price", item);
		return this.answers.poll(10, TimeUnit.SECONDS);
	}

	void ask(String destination, String item) {
		this.session.send(destination, item);
	}

	private void hear(String destination) {
		this.session.subscribe(destination, new StompFrameHandler() {

			@Override
			public Type getPayloadType(StompHeaders headers) {
				return String.class;
			}

			@Override
			public void handleFrame(StompHeaders headers, Object payload) {
				Stomp.this.answers.add((String) payload);
			}

		});
	}

	@Override
	public void close() {
		this.session.disconnect();
		this.client.stop();
	}

	/** Also reads JSON as a text. */
	private static final class AnyText extends StringMessageConverter {

		@Override
		protected boolean supportsMimeType(MessageHeaders headers) {
			return true;
		}

	}

}
