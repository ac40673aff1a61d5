package dev.ratelimit.compatibility.migration;

import io.github.resilience4j.ratelimiter.RequestNotPermitted;

import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestControllerAdvice;

@RestControllerAdvice
class Refusals {

	@ExceptionHandler(RequestNotPermitted.class)
	@ResponseStatus(HttpStatus.TOO_MANY_REQUESTS)
	void refused() {
	}

}
