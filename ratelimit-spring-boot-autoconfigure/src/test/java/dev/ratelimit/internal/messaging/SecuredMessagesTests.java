package dev.ratelimit.internal.messaging;

import java.security.Principal;
import java.util.List;

import dev.ratelimit.RateLimiterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.simp.stomp.StompCommand;
import org.springframework.messaging.simp.stomp.StompHeaderAccessor;
import org.springframework.messaging.simp.stomp.StompHeaders;
import org.springframework.messaging.support.ChannelInterceptor;
import org.springframework.messaging.support.MessageHeaderAccessor;
import org.springframework.security.authentication.TestingAuthenticationToken;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.config.annotation.web.socket.EnableWebSocketSecurity;
import org.springframework.security.messaging.access.intercept.MessageMatcherDelegatingAuthorizationManager;
import org.springframework.web.socket.WebSocketHttpHeaders;
import org.springframework.web.socket.client.standard.StandardWebSocketClient;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.messaging.WebSocketStompClient;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rules for messages in an application where Spring Security authorizes messages: it
 * decides first. Each test has users of its own.
 */
class SecuredMessagesTests {

	private static ConfigurableApplicationContext application;

	@BeforeAll
	static void start() {
		application = new SpringApplicationBuilder(Secured.class, ChatApplication.class)
			.properties("server.port=0", "spring.main.banner-mode=off", "ratelimit.limits.two.rate=2/1h",
					"ratelimit.limits.rule.rate=2/1h", "ratelimit.messaging.refusal-destination=/queue/refusals",
					"ratelimit.messaging.rules[0].limits=rule",
					"ratelimit.messaging.rules[0].destinations=/app/ruled,/app/say",
					"ratelimit.messaging.rules[0].key=principal")
			.run();
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	@Test
	void aMessageThatSpringSecurityDeniesIsNotCounted() throws Exception {
		try (Stomp alice = connect("alice", null)) {
			alice.send("/app/say", "only moderators may");
			assertThat(alice.next()).startsWith("error: ");
		}
		assertThat(remaining("alice")).isEqualTo(2);
	}

	@Test
	void aMessageOfNobodyIsNotCountedWhereSpringSecurityAsksForAUser() throws Exception {
		try (Stomp nobody = connect(null, null)) {
			nobody.send("/app/ruled", "1");
			assertThat(nobody.next()).startsWith("error: ");
		}
		assertThat(remaining("127.0.0.1")).isEqualTo(2);
	}

	@Test
	void aMessageThatSpringSecurityAdmitsIsRefusedAndTheSessionStays() throws Exception {
		try (Stomp bob = connect("bob", null); Stomp carol = connect("carol", null)) {
			bob.send("/app/ruled", "1");
			bob.send("/app/ruled", "2");
			assertThat(List.of(bob.next(), bob.next())).containsExactly("ruled 1", "ruled 2");
			bob.send("/app/ruled", "3");
			assertThat(bob.next()).contains("429", "[\"rule\"]");
			assertThat(bob.isServed()).isTrue();
			carol.send("/app/ruled", "1");
			assertThat(carol.next()).isEqualTo("ruled 1");
		}
	}

	@Test
	void aUserWhoLogsInByTheConnectFrameIsThePrincipal() throws Exception {
		try (Stomp dave = connect(null, "dave");
				Stomp again = connect(null, "dave");
				Stomp erin = connect(null, "erin")) {
			dave.send("/app/ruled", "1");
			assertThat(dave.next()).isEqualTo("ruled 1");
			again.send("/app/ruled", "2");
			assertThat(again.next()).isEqualTo("ruled 2");
			dave.send("/app/ruled", "3");
			assertThat(dave.next()).contains("429");
			assertThat(dave.isServed()).isTrue();
			erin.send("/app/ruled", "1");
			assertThat(erin.next()).isEqualTo("ruled 1");
		}
	}

	private static long remaining(String key) {
		return application.getBean(RateLimiterRegistry.class).get("rule").peek(key).remaining();
	}

	private static Stomp connect(@Nullable String user, @Nullable String token) throws Exception {
		WebSocketHttpHeaders handshake = new WebSocketHttpHeaders();
		if (user != null) {
			handshake.setBasicAuth(user, "secret");
		}
		StompHeaders connect = new StompHeaders();
		if (token != null) {
			connect.add("token", token);
		}
		return Stomp.connect(new WebSocketStompClient(new StandardWebSocketClient()),
				"ws://127.0.0.1:%s/secured".formatted(application.getEnvironment().getProperty("local.server.port")),
				handshake, connect);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@EnableWebSocketSecurity
	static class Secured extends LoginByHttpBasic {

		Secured() {
			super(List.of("alice", "bob", "carol"));
		}

		@Bean
		AuthorizationManager<Message<?>> messages(MessageMatcherDelegatingAuthorizationManager.Builder messages) {
			return messages.simpDestMatchers("/app/ruled")
				.authenticated()
				.simpDestMatchers("/app/say")
				.hasRole("MODERATOR")
				.anyMessage()
				.permitAll()
				.build();
		}

		/** Instead of Spring Security's, which asks for a token of a page. */
		@Bean
		ChannelInterceptor csrfChannelInterceptor() {
			return new ChannelInterceptor() {
			};
		}

		@Bean
		Endpoint endpoint() {
			return new Endpoint();
		}

	}

	/** Ahead of Spring Security, as its manual has it for users of the CONNECT frame. */
	@Order(Ordered.HIGHEST_PRECEDENCE + 99)
	private static final class Endpoint implements WebSocketMessageBrokerConfigurer {

		@Override
		public void registerStompEndpoints(StompEndpointRegistry registry) {
			registry.addEndpoint("/secured")
				.setHandshakeHandler(new DefaultHandshakeHandler(new StandardWebSocketUpgradeStrategy()));
		}

		@Override
		public void configureClientInboundChannel(ChannelRegistration registration) {
			registration.interceptors(new Login());
		}

	}

	private static final class Login implements ChannelInterceptor {

		@Override
		public Message<?> preSend(Message<?> message, MessageChannel channel) {
			StompHeaderAccessor accessor = MessageHeaderAccessor.getAccessor(message, StompHeaderAccessor.class);
			if (accessor != null && accessor.getCommand() == StompCommand.CONNECT) {
				String token = accessor.getFirstNativeHeader("token");
				if (token != null) {
					Principal user = new TestingAuthenticationToken(token, "", "ROLE_USER");
					accessor.setUser(user);
				}
			}
			return message;
		}

	}

}
