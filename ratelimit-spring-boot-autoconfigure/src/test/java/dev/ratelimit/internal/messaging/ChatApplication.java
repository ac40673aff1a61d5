package dev.ratelimit.internal.messaging;

import java.security.Principal;
import java.util.Map;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.annotation.RateLimited;
import org.jspecify.annotations.Nullable;

import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.http.server.ServerHttpRequest;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.messaging.handler.annotation.MessageMapping;
import org.springframework.messaging.simp.annotation.SendToUser;
import org.springframework.messaging.simp.annotation.SubscribeMapping;
import org.springframework.messaging.simp.config.ChannelRegistration;
import org.springframework.messaging.simp.config.MessageBrokerRegistry;
import org.springframework.stereotype.Controller;
import org.springframework.web.socket.WebSocketHandler;
import org.springframework.web.socket.config.annotation.EnableWebSocketMessageBroker;
import org.springframework.web.socket.config.annotation.StompEndpointRegistry;
import org.springframework.web.socket.config.annotation.WebSocketMessageBrokerConfigurer;
import org.springframework.web.socket.server.standard.StandardWebSocketUpgradeStrategy;
import org.springframework.web.socket.server.support.DefaultHandshakeHandler;

/**
 * A chat over STOMP, whose users are whoever they say they are.
 */
@Configuration(proxyBeanMethods = false)
@EnableWebSocketMessageBroker
@Import({ ChatApplication.Chat.class, ChatApplication.Told.class })
class ChatApplication implements WebSocketMessageBrokerConfigurer {

	@Override
	public void registerStompEndpoints(StompEndpointRegistry registry) {
		registry.addEndpoint("/socket").setHandshakeHandler(new Users());
	}

	@Override
	public void configureMessageBroker(MessageBrokerRegistry registry) {
		registry.enableSimpleBroker("/topic", "/queue");
		registry.setApplicationDestinationPrefixes("/app");
	}

	/** One thread, so that messages are handled in order. */
	@Override
	public void configureClientInboundChannel(ChannelRegistration registration) {
		registration.taskExecutor().corePoolSize(1).maxPoolSize(1);
	}

	/** One thread, so that answers leave in order. */
	@Override
	public void configureClientOutboundChannel(ChannelRegistration registration) {
		registration.taskExecutor().corePoolSize(1).maxPoolSize(1);
	}

	private static final class Users extends DefaultHandshakeHandler {

		/** Tomcat's and everybody's, while Jetty is on the class path too. */
		Users() {
			super(new StandardWebSocketUpgradeStrategy());
		}

		@Override
		protected @Nullable Principal determineUser(ServerHttpRequest request, WebSocketHandler handler,
				Map<String, Object> attributes) {
			String user = request.getURI().getQuery().substring("user=".length());
			return user.isEmpty() ? null : () -> user;
		}

	}

	/** Handlers, some of which are limited, and nobody who handles refusals. */
	@Controller
	static class Chat {

		@MessageMapping("/free")
		@SendToUser(value = "/queue/answers", broadcast = false)
		String free(String text) {
			return "free " + text;
		}

		@MessageMapping("/ruled")
		@SendToUser(value = "/queue/answers", broadcast = false)
		String ruled(String text) {
			return "ruled " + text;
		}

		@MessageMapping("/say")
		@SendToUser(value = "/queue/answers", broadcast = false)
		@RateLimited("two")
		String say(String text) {
			return "said " + text;
		}

		@MessageMapping("/room/{room}")
		@SendToUser(value = "/queue/answers", broadcast = false)
		@RateLimited(value = "two", key = "destination + header['colour'] + principal")
		String room(String text) {
			return "in room " + text;
		}

		@MessageMapping("/long")
		@SendToUser(value = "/queue/answers", broadcast = false)
		@RateLimited(value = "two", key = "session", permits = "message.payload.length / 10")
		String length(String text) {
			return "long " + text;
		}

		@SubscribeMapping("/news")
		@RateLimited("two")
		String news() {
			return "news";
		}

	}

	/** A handler that tells of refusals itself. */
	@Controller
	static class Told {

		@MessageMapping("/told")
		@SendToUser(value = "/queue/answers", broadcast = false)
		@RateLimited("two")
		String told(String text) {
			return "told " + text;
		}

		@MessageExceptionHandler
		@SendToUser(value = "/queue/errors", broadcast = false)
		String refused(RateLimitExceededException refusal) {
			return "refused by " + refusal.decision().limit();
		}

	}

}
