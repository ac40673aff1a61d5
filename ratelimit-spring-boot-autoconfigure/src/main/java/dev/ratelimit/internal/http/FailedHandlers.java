package dev.ratelimit.internal.http;

import java.lang.reflect.Method;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.ratelimit.RateLimitExceededException;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.web.ErrorResponse;
import org.springframework.web.method.HandlerMethod;

/**
 * Tells of an application's {@code @ExceptionHandler} methods that fail, of each once, as
 * refusals come in floods. Safe for use by many threads.
 */
public final class FailedHandlers {

	private static final Log logger = LogFactory.getLog(FailedHandlers.class);

	private final Set<Method> told = ConcurrentHashMap.newKeySet();

	/**
	 * Tells of one.
	 * @param handler the method
	 * @param refusal what it should have answered
	 * @param failure what it has thrown, or why it could not be called
	 */
	public void tell(HandlerMethod handler, RateLimitExceededException refusal, Throwable failure) {
		if (isMistake(refusal, failure) && this.told.add(handler.getMethod())) {
			logger.warn("%s does not answer refused calls, which get another answer; told once: %s"
				.formatted(handler.getShortLogMessage(), failure.getMessage()), failure);
		}
		else {
			logger.debug("No answer of " + handler + " to a refused request", failure);
		}
	}

	/** None, if it leaves the answer to others, or the request does not fit. */
	private static boolean isMistake(RateLimitExceededException refusal, Throwable failure) {
		return failure != refusal && !ClientGone.caused(failure)
				&& !(failure instanceof ErrorResponse response && response.getStatusCode().is4xxClientError());
	}

}
