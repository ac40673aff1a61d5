package dev.ratelimit.compatibility.notes;

import java.util.NoSuchElementException;

import reactor.core.publisher.Mono;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.ProblemDetail;
import org.springframework.http.ResponseEntity;
import org.springframework.security.access.AccessDeniedException;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;
import org.springframework.web.reactive.result.method.annotation.ResponseEntityExceptionHandler;
import org.springframework.web.server.ServerWebExchange;

/**
 * Answers every error of the API with a problem document, and leaves those of the pages
 * to their error pages.
 */
@RestControllerAdvice
class CatchAllAdvice extends ResponseEntityExceptionHandler {

	@ExceptionHandler
	ProblemDetail notFound(NoSuchElementException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.NOT_FOUND, ex.getMessage());
	}

	@ExceptionHandler
	Mono<Void> denied(AccessDeniedException ex) {
		return Mono.error(ex);
	}

	@ExceptionHandler(Exception.class)
	Mono<ProblemDetail> anythingElse(Exception ex, ServerWebExchange exchange) {
		if (isOfPages(exchange)) {
			return Mono.error(ex);
		}
		this.logger.error("Unexpected", ex);
		return Mono.just(ProblemDetail.forStatusAndDetail(HttpStatus.INTERNAL_SERVER_ERROR, "Our fault"));
	}

	@Override
	protected Mono<ResponseEntity<Object>> handleExceptionInternal(Exception ex, Object body, HttpHeaders headers,
			HttpStatusCode status, ServerWebExchange exchange) {
		return isOfPages(exchange) ? Mono.error(ex)
				: super.handleExceptionInternal(ex, body, headers, status, exchange);
	}

	private static boolean isOfPages(ServerWebExchange exchange) {
		return !exchange.getRequest().getPath().pathWithinApplication().value().startsWith("/api/");
	}

}
