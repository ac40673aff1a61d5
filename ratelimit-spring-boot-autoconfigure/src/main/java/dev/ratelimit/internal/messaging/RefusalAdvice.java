package dev.ratelimit.internal.messaging;

import dev.ratelimit.RateLimitExceededException;

import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.MessageExceptionHandler;
import org.springframework.web.bind.annotation.ControllerAdvice;

/**
 * Handles refusals of annotated handlers that no handler of the application takes, which
 * Spring would log as errors.
 */
@ControllerAdvice
@Order(Ordered.LOWEST_PRECEDENCE)
public final class RefusalAdvice {

	private final RefusedMessages refused;

	public RefusalAdvice(RefusedMessages refused) {
		this.refused = refused;
	}

	/**
	 * Tells the session, if it wants to know.
	 * @param refusal the refusal
	 * @param message what was refused
	 */
	@MessageExceptionHandler
	public void refused(RateLimitExceededException refusal, Message<?> message) {
		this.refused.tell(message, refusal.decision());
	}

}
