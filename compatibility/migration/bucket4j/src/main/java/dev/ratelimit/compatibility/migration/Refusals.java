package dev.ratelimit.compatibility.migration;

import com.giffing.bucket4j.spring.boot.starter.context.RateLimitException;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestControllerAdvice;

@RestControllerAdvice
class Refusals {

	@ExceptionHandler(RateLimitException.class)
	@ResponseStatus(HttpStatus.TOO_MANY_REQUESTS)
	void refused() {
	}

}
