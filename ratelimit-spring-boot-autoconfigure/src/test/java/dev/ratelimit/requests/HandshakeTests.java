package dev.ratelimit.requests;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import org.springframework.context.annotation.Bean;
import org.springframework.web.socket.server.standard.ServerEndpointExporter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Handshakes of the servers' own WebSocket endpoints, which they answer without asking
 * Spring MVC, are counted however they write the path.
 */
class HandshakeTests {

	private static final int SWITCHING_PROTOCOLS = 101;

	private static final String LIMITS = """
			ratelimit:
			  limits: { two: { algorithm: fixed-window, rate: 2/365d } }
			  web:
			    rules:
			      - { limits: two, paths: "/chat", key: "header['X-Case']" }
			      - { limits: two, paths: "/rooms/{room}", key: "header['X-Case']" }
			      - { limits: two, paths: "/all/**", exclude: "/all/public/**", key: "'all' + header['X-Case']" }
			""";

	private static final List<String> DRESSES = List.of("%s/%s", "/x/..%s/%s", "/%s/%s", "/.%s/%s", "/x/..;a=b%s/%s",
			"/%%2e%s/%s", "/x/%%2e%%2e%s/%s", "%s/./%s", "%s//%s", "%s/%s/", "%s/%s;x=y", "%s;x=y/%s", "%s/%s/.",
			"%s/x/../%s", "%s/%s?a=b", "http://localhost%s/%s", "/all/public/../..%s/%s",
			"/all/public/%%2e%%2e/..%s/%s", "/all/public/..;/..%s/%s");

	private static final Map<Server, Running> running = new EnumMap<>(Server.class);

	@AfterAll
	static void stop() {
		running.values().forEach(Running::close);
		running.clear();
	}

	private static Running on(Server server) {
		return running.computeIfAbsent(server, (kind) -> Running.start(kind, LIMITS, Sockets.class));
	}

	@ParameterizedTest
	@MethodSource("dev.ratelimit.requests.Server#servlet")
	void isCountedHoweverItIsWritten(Server server) {
		List<String> answered = new ArrayList<>();
		for (String target : List.of("/chat", "/rooms/7", "/all/chat")) {
			String parent = target.substring(0, target.lastIndexOf('/'));
			String name = target.substring(parent.length() + 1);
			for (String dress : DRESSES) {
				String written = dress.formatted(parent, name);
				String own = "X-Case: " + UUID.randomUUID();
				if (on(server).handshake(written, own) == SWITCHING_PROTOCOLS) {
					answered.add(written);
					assertThat(on(server).handshake(written, own)).as(written).isEqualTo(SWITCHING_PROTOCOLS);
					assertThat(on(server).handshake(written, own)).as(written).isEqualTo(429);
					assertThat(on(server).handshake(target, own)).as("%s after %s", target, written).isEqualTo(429);
				}
			}
		}
		assertThat(answered).contains("/chat", "/rooms/7", "/all/chat", "/x/../chat", "/all/public/../../rooms/7");
	}

	static class Sockets {

		@Bean
		ServerEndpointExporter endpoints() {
			return new ServerEndpointExporter();
		}

		@Bean
		Chat chat() {
			return new Chat();
		}

		@Bean
		Room room() {
			return new Room();
		}

		@Bean
		Other other() {
			return new Other();
		}

	}

	public abstract static class Socket {

		@OnMessage
		public void said(String words) {
		}

		@OnError
		public void broken(Throwable failure) {
			// The test hangs up
		}

	}

	@ServerEndpoint("/chat")
	public static class Chat extends Socket {

	}

	@ServerEndpoint("/rooms/{room}")
	public static class Room extends Socket {

	}

	@ServerEndpoint("/all/chat")
	public static class Other extends Socket {

	}

}
