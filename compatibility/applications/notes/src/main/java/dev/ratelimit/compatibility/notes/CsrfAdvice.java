package dev.ratelimit.compatibility.notes;

import reactor.core.publisher.Mono;

import org.springframework.security.web.reactive.result.view.CsrfRequestDataValueProcessor;
import org.springframework.security.web.server.csrf.CsrfToken;
import org.springframework.web.bind.annotation.ControllerAdvice;
import org.springframework.web.bind.annotation.ModelAttribute;
import org.springframework.web.server.ServerWebExchange;

/**
 * Puts the token where forms look for it: there is none until somebody subscribes to it.
 */
@ControllerAdvice(assignableTypes = { PagesController.class, PinsController.class })
class CsrfAdvice {

	@ModelAttribute
	Mono<Void> token(ServerWebExchange exchange) {
		Mono<CsrfToken> token = exchange.getRequiredAttribute(CsrfToken.class.getName());
		return token
			.doOnNext((it) -> exchange.getAttributes()
				.put(CsrfRequestDataValueProcessor.DEFAULT_CSRF_ATTR_NAME, it))
			.then();
	}

}
