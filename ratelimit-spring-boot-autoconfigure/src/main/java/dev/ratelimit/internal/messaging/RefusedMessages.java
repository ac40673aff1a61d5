package dev.ratelimit.internal.messaging;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;

import dev.ratelimit.Decision;
import dev.ratelimit.internal.http.RateLimitHeaders;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessagingException;
import org.springframework.messaging.simp.SimpMessageHeaderAccessor;
import org.springframework.messaging.simp.SimpMessageType;
import org.springframework.messaging.simp.SimpMessagingTemplate;

/**
 * Tells a session which of its messages were refused, if there is a destination for that.
 * Never fails, since a session whose messages fail is closed. Safe for use by many
 * threads.
 */
public final class RefusedMessages {

	private static final Log logger = LogFactory.getLog(RefusedMessages.class);

	private final String destination;

	private final Supplier<SimpMessagingTemplate> template;

	/**
	 * Answers to refused messages.
	 * @param destination the destination within the user's own; empty for no answer
	 * @param template sends the answers; asked for when there is one
	 */
	public RefusedMessages(String destination, Supplier<SimpMessagingTemplate> template) {
		this.destination = destination;
		this.template = template;
	}

	void tell(Message<?> refused, Decision decision) {
		MessageCall call = new MessageCall(refused);
		if (this.destination.isEmpty() || call.getSession().isEmpty()) {
			return;
		}
		SimpMessageHeaderAccessor headers = SimpMessageHeaderAccessor.create(SimpMessageType.MESSAGE);
		headers.setSessionId(call.getSession());
		headers.setLeaveMutable(true);
		try {
			this.template.get()
				.convertAndSendToUser(Objects.requireNonNullElse(call.getPrincipal(), call.getSession()),
						this.destination, body(call, decision), headers.getMessageHeaders());
		}
		catch (MessagingException ex) {
			logger.warn("Cannot tell a session of a refusal by a message to " + this.destination
					+ " (ratelimit.messaging.refusal-destination)", ex);
		}
	}

	private static Map<String, Object> body(MessageCall call, Decision decision) {
		List<String> limits = decision.parts().stream().filter((part) -> !part.allowed()).map(Decision::limit).toList();
		return Map.of("status", 429, "title", "Too Many Requests", "destination", call.getDestination(), "retryAfter",
				RateLimitHeaders.retryAfterSeconds(decision), "violated-policies", limits);
	}

}
