package dev.ratelimit.internal.messaging;

import java.util.List;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.messaging.WebSocketStompClient;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;
import org.springframework.web.socket.sockjs.client.RestTemplateXhrTransport;
import org.springframework.web.socket.sockjs.client.SockJsClient;
import org.springframework.web.socket.sockjs.client.Transport;
import org.springframework.web.socket.sockjs.client.WebSocketTransport;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages over SockJS, by WebSocket and by its HTTP fallback, in an application where
 * Spring Security knows the users. Each test has users of its own.
 */
class SockJsTests {

	private static ConfigurableApplicationContext application;

	@BeforeAll
	static void start() {
		application = new SpringApplicationBuilder(Secured.class, ChatApplication.class)
			.properties("server.port=0", "spring.main.banner-mode=off", "ratelimit.limits.two.rate=2/1h",
					"ratelimit.limits.rule.rate=2/1h", "ratelimit.messaging.refusal-destination=/queue/refusals",
					"ratelimit.messaging.rules[0].limits=rule", "ratelimit.messaging.rules[0].destinations=/app/ruled",
					"ratelimit.messaging.rules[0].key=principal")
			.run();
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@ParameterizedTest
	@EnumSource
	void anAnnotatedHandlerCountsSpringSecuritysUserInAllOfItsSessions(By by) throws Exception {
		try (Stomp alice = by.connect("alice"); Stomp again = by.connect("alice"); Stomp bob = by.connect("bob")) {
			alice.send("/app/told", "1");
			assertThat(alice.next()).isEqualTo("told 1");
			again.send("/app/told", "2");
			assertThat(again.next()).isEqualTo("told 2");
			alice.send("/app/told", "3");
			assertThat(alice.next()).isEqualTo("refused by two");
			assertThat(alice.isServed()).isTrue();
			bob.send("/app/told", "1");
			assertThat(bob.next()).isEqualTo("told 1");
		}
	}

	@ParameterizedTest
	@EnumSource
	void aRuleWithThePrincipalAsKeyCountsSpringSecuritysUser(By by) throws Exception {
		try (Stomp carol = by.connect("carol"); Stomp again = by.connect("carol"); Stomp dave = by.connect("dave")) {
			carol.send("/app/ruled", "1");
			assertThat(carol.next()).isEqualTo("ruled 1");
			again.send("/app/ruled", "2");
			assertThat(again.next()).isEqualTo("ruled 2");
			carol.send("/app/ruled", "3");
			assertThat(carol.next()).contains("429", "[\"rule\"]");
			assertThat(carol.isServed()).isTrue();
			dave.send("/app/ruled", "1");
			assertThat(dave.next()).isEqualTo("ruled 1");
		}
	}

	@Test
	void withoutAUserTheAddressCountsWhateverTheTransport() throws Exception {
		try (Stomp socket = By.WEBSOCKET.connect(""); Stomp polling = By.XHR.connect("")) {
			socket.send("/app/say", "1");
			polling.send("/app/say", "2");
			assertThat(List.of(socket.next(), polling.next())).containsExactly("said 1", "said 2");
			polling.send("/app/say", "3");
			assertThat(polling.next()).contains("429", "\"destination\":\"/app/say\"");
			assertThat(polling.isServed()).isTrue();
			socket.send("/app/say", "4");
			assertThat(socket.next()).contains("429");
		}
	}

	private enum By {

		WEBSOCKET {

			@Override
			Transport transport() {
				return new WebSocketTransport(new StandardWebSocketClient());
			}

		},

		XHR {

			@Override
			Transport transport() {
				return new RestTemplateXhrTransport();
			}

		};

		abstract Transport transport();

		/** Connects as a user of this way only. */
		Stomp connect(String user) throws Exception {
			WebSocketHttpHeaders headers = new WebSocketHttpHeaders();
			if (!user.isEmpty()) {
				headers.setBasicAuth(user + "-" + name(), "secret");
			}
			return Stomp.connect(new WebSocketStompClient(new SockJsClient(List.of(transport()))),
					"http://localhost:%s/sockjs"
						.formatted(application.getEnvironment().getProperty("local.server.port")),
					headers);
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Secured extends LoginByHttpBasic implements WebSocketMessageBrokerConfigurer {

		Secured() {
			super(Stream.of("alice", "bob", "carol", "dave")
				.flatMap((name) -> Stream.of(By.values()).map((by) -> name + "-" + by))
				.toList());
		}

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/sockjs")
				.setHandshakeHandler(new DefaultHandshakeHandler(new StandardWebSocketUpgradeStrategy()))
				.withSockJS();
		}

	}

}
