package dev.ratelimit.internal.reactive;

import java.util.Locale;
import java.util.Objects;

import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.internal.expression.UnreadableCallException;
import dev.ratelimit.internal.http.Browsers;
import dev.ratelimit.internal.http.ProblemJson;
import dev.ratelimit.internal.http.RateLimitHeaders;
import dev.ratelimit.internal.http.Refusals;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.context.ApplicationContext;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.ProblemDetail;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.reactive.DispatchExceptionHandler;
import org.springframework.web.server.ServerWebExchange;

/**
 * Answers refused requests. What answers is the first of these: the application's
 * {@code @ExceptionHandler} for the exception itself, a {@code WebExceptionHandler} of
 * its own, for a browser its error page, and a problem document. There is one
 * {@code Retry-After} in either case, and the headers that the application's CORS
 * configuration and Spring Security would have written. As an advice it answers for
 * annotated handlers, too, ahead of advice that makes a failure of any exception. Safe
 * for use by many threads.
 */
@ControllerAdvice
@Order(Ordered.HIGHEST_PRECEDENCE)
public final class ReactiveRefusals {

	private final ApplicationContext context;

	private final ReactiveCors cors;

	private final NamedHandlers named;

	private final ErrorHandlers handlers;

	/**
	 * Answers in an application.
	 * @param context where whoever can answer is found, when the first request is refused
	 * @param cors the CORS headers of the application
	 */
	public ReactiveRefusals(ApplicationContext context, ReactiveCors cors) {
		this.context = context;
		this.cors = cors;
		this.named = new NamedHandlers(context);
		this.handlers = new ErrorHandlers(context);
	}

	/**
	 * Answers a refused request.
	 * @param exchange the request
	 * @param refusal why it was refused
	 * @return completed once it is answered
	 */
	public Mono<Void> answer(ServerWebExchange exchange, RateLimitExceededException refusal) {
		return answer(exchange, refusal, null);
	}

	/**
	 * Answers for a handler that has failed because a call was refused.
	 * @param exchange the request
	 * @param failure what the handler has thrown
	 * @return completed once it is answered; the failure if the application has made
	 * something else of the refusal
	 */
	@ExceptionHandler(RateLimitExceededException.class)
	public Mono<Void> answerFailed(ServerWebExchange exchange, Throwable failure) {
		return answerFailed(exchange, failure, null);
	}

	/**
	 * Answers a request that has failed, if it failed because it was refused or is
	 * malformed.
	 * @param own asks the handlers of its controller; null if they have been asked
	 */
	Mono<Void> answerFailed(ServerWebExchange exchange, Throwable failure, @Nullable DispatchExceptionHandler own) {
		if (exchange.getResponse().isCommitted()) {
			return Mono.error(failure);
		}
		@Nullable RateLimitExceededException refusal = Refusals.causeOf(failure);
		if (refusal != null) {
			return answer(exchange, refusal, own);
		}
		return Refusals.isUnreadable(failure) ? unreadable(exchange) : Mono.error(failure);
	}

	private Mono<Void> answer(ServerWebExchange exchange, RateLimitExceededException refusal,
			@Nullable DispatchExceptionHandler own) {
		ServerHttpResponse response = exchange.getResponse();
		if (response.isCommitted()) {
			return Mono.error(refusal);
		}
		String wait = Long.toString(RateLimitHeaders.retryAfterSeconds(refusal.decision()));
		response.beforeCommit(() -> Mono.fromRunnable(() -> {
			if (response.getHeaders().getFirst(HttpHeaders.RETRY_AFTER) == null) {
				response.getHeaders().set(HttpHeaders.RETRY_AFTER, wait);
			}
		}));
		ProblemDetail problem = Refusals.problem(refusal, exchange.getRequest().getPath().value(), this.context,
				locale(exchange));
		return this.cors.prepare(exchange)
			.then(Mono.defer(() -> this.named.answer(exchange, refusal, own)))
			.flatMap((answered) -> answered ? Mono.just(true) : this.handlers.answer(exchange, refusal))
			.flatMap((answered) -> (answered
					|| !Browsers.isOne(ReactiveCall.lines(exchange.getRequest(), HttpHeaders.ACCEPT)))
							? Mono.just(answered) : this.handlers.page(exchange, refusal, problem.getDetail()))
			.flatMap((answered) -> answered ? Mono.empty() : write(problem, response));
	}

	/**
	 * Answers a malformed request.
	 * @param exchange the request
	 * @return completed once it is answered
	 */
	@ExceptionHandler(UnreadableCallException.class)
	public Mono<Void> unreadable(ServerWebExchange exchange) {
		return write(Refusals.unreadable(exchange.getRequest().getPath().value()), exchange.getResponse());
	}

	private static Mono<Void> write(ProblemDetail problem, ServerHttpResponse response) {
		byte[] body = ProblemJson.of(problem);
		response.setStatusCode(HttpStatusCode.valueOf(problem.getStatus()));
		response.getHeaders().setContentType(MediaType.APPLICATION_PROBLEM_JSON);
		response.getHeaders().setContentLength(body.length);
		return response.writeWith(Mono.fromSupplier(() -> response.bufferFactory().wrap(body)));
	}

	private static Locale locale(ServerWebExchange exchange) {
		try {
			return Objects.requireNonNullElse(exchange.getLocaleContext().getLocale(), Locale.getDefault());
		}
		catch (RuntimeException ex) {
			// Such as for a cookie that names no locale
			return Locale.getDefault();
		}
	}

}
