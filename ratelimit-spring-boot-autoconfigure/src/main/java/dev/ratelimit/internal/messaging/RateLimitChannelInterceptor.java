package dev.ratelimit.internal.messaging;

import java.util.Map;

import dev.ratelimit.internal.call.CallCharges;
import dev.ratelimit.internal.call.Charge;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageChannel;
import org.springframework.messaging.MessageHandler;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.support.ExecutorChannelInterceptor;
import org.springframework.util.PathMatcher;

/**
 * Applies the rules to what clients send and subscribe to, on the thread that reads their
 * session, and lets annotated methods see the message that is handled. A refused message
 * goes no further: an exception would close the session. Safe for use by many threads.
 */
final class RateLimitChannelInterceptor implements ExecutorChannelInterceptor {

	private final MessageRules rules;

	private final PathMatcher matcher;

	private final MessageScope scope;

	private final RefusedMessages refused;

	RateLimitChannelInterceptor(MessageRules rules, PathMatcher matcher, MessageScope scope, RefusedMessages refused) {
		this.rules = rules;
		this.matcher = matcher;
		this.scope = scope;
		this.refused = refused;
	}

	@Override
	public @Nullable Message<?> preSend(Message<?> message, MessageChannel channel) {
		SimpMessageType type = SimpMessageHeaderAccessor.getMessageType(message.getHeaders());
		String destination = SimpMessageHeaderAccessor.getDestination(message.getHeaders());
		if (destination == null || (type != SimpMessageType.MESSAGE && type != SimpMessageType.SUBSCRIBE)) {
			return message;
		}
		try {
			Charge refusal = charge(new MessageCall(message), destination);
			if (refusal == null) {
				return message;
			}
			this.refused.tell(message, refusal.decision());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		return null;
	}

	/** Asks the rules in order; all is given back unless all admit. */
	private @Nullable Charge charge(MessageCall call, String destination) throws InterruptedException {
		CallCharges charges = new CallCharges();
		boolean admitted = false;
		try {
			for (MessageRule rule : this.rules.rules()) {
				if (rule.matches(destination, this.matcher)) {
					Charge charge = charges.charge(rule.check(), call, Map.of());
					if (charge != null && !charge.decision().allowed()) {
						return charge;
					}
				}
			}
			admitted = true;
			return null;
		}
		finally {
			if (!admitted) {
				charges.refundAll();
			}
		}
	}

	@Override
	public Message<?> beforeHandle(Message<?> message, MessageChannel channel, MessageHandler handler) {
		this.scope.begin(new MessageCall(message));
		return message;
	}

	@Override
	public void afterMessageHandled(Message<?> message, MessageChannel channel, MessageHandler handler,
			@Nullable Exception failure) {
		this.scope.end();
	}

}
