package dev.ratelimit.autoconfigure;

import java.util.List;

import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.address.ClientAddress;
import dev.ratelimit.internal.call.CallScope;
import dev.ratelimit.internal.check.UnlimitedCalls;
import dev.ratelimit.internal.expression.Expressions;
import dev.ratelimit.internal.messaging.MessageRules;
import dev.ratelimit.internal.messaging.MessageScope;
import dev.ratelimit.internal.messaging.MessagingSetup;
import dev.ratelimit.internal.messaging.RefusalAdvice;
import dev.ratelimit.internal.messaging.RefusedMessages;
import dev.ratelimit.internal.properties.RateLimitProperties;
import dev.ratelimit.internal.report.LimitedCall;
import dev.ratelimit.internal.report.LimitedMessages;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.ImportRuntimeHints;
import org.springframework.context.annotation.Primary;
import org.springframework.core.annotation.Order;
import org.springframework.messaging.simp.SimpMessagingTemplate;

/**
 * Auto-configuration of limits on messages of STOMP clients, where the application has a
 * broker for them.
 */
@AutoConfiguration(after = WebRateLimitAutoConfiguration.class)
@ConditionalOnClass(name = { "org.springframework.messaging.simp.SimpMessagingTemplate",
		"org.springframework.web.socket.server.HandshakeInterceptor" })
@ConditionalOnBean(name = MessagingSetup.CHANNEL, value = ClientAddress.class)
@ConditionalOnRateLimit
@ImportRuntimeHints(MessageCallHints.class)
public final class MessagingRateLimitAutoConfiguration {

	private static final String TEMPLATE = "brokerMessagingTemplate";

	@Bean("dev.ratelimit.messagingEagerInitialization")
	static LazyInitializationExcludeFilter rateLimitMessagingEagerInitialization() {
		return LazyInitializationExcludeFilter.forBeanTypes(MessageRules.class, MessagingSetup.class);
	}

	@Bean("dev.ratelimit.messageScope")
	@Primary
	MessageScope rateLimitMessageScope(@Qualifier("dev.ratelimit.callScope") ObjectProvider<CallScope> web) {
		return new MessageScope(web.getIfAvailable(CallScope::none));
	}

	@Bean("dev.ratelimit.messageRules")
	MessageRules rateLimitMessageRules(RateLimitProperties properties, RateLimiterRegistry limiters,
			Expressions expressions, UnlimitedCalls unlimited) {
		return unlimited.read(() -> MessageRules.compile(properties.messaging().rules(), limiters, expressions),
				new MessageRules(List.of()));
	}

	@Bean("dev.ratelimit.refusedMessages")
	RefusedMessages rateLimitRefusedMessages(RateLimitProperties properties, BeanFactory beans) {
		return new RefusedMessages(properties.messaging().refusalDestination(),
				() -> beans.getBean(TEMPLATE, SimpMessagingTemplate.class));
	}

	@Bean("dev.ratelimit.messageRefusalAdvice")
	RefusalAdvice rateLimitMessageRefusalAdvice(RefusedMessages refused) {
		return new RefusalAdvice(refused);
	}

	@Bean("dev.ratelimit.messagingSetup")
	MessagingSetup rateLimitMessagingSetup(ListableBeanFactory beans, MessageRules rules, MessageScope scope,
			RefusedMessages refused, ClientAddress address) {
		return new MessagingSetup(beans, rules, scope, refused, address);
	}

	@Bean("dev.ratelimit.rateLimitedMessages")
	@Order(1)
	LimitedCall.Source rateLimitedMessages(RateLimitProperties properties) {
		return new LimitedMessages(properties.messaging().rules());
	}

}
