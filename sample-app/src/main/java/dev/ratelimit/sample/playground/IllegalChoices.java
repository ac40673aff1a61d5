package dev.ratelimit.sample.playground;

import org.springframework.beans.BeanInstantiationException;
import org.springframework.http.HttpStatus;
import org.springframework.http.ProblemDetail;
import org.springframework.web.bind.annotation.ExceptionHandler;
import org.springframework.web.bind.annotation.RestControllerAdvice;

/**
 * Says what was wrong with a visitor's choice.
 */
@RestControllerAdvice(basePackageClasses = IllegalChoices.class)
class IllegalChoices {

	@ExceptionHandler
	ProblemDetail illegalChoice(BeanInstantiationException ex) {
		return ProblemDetail.forStatusAndDetail(HttpStatus.BAD_REQUEST,
				String.valueOf(ex.getMostSpecificCause().getMessage()));
	}

}
