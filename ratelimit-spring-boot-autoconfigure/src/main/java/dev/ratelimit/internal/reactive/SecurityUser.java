package dev.ratelimit.internal.reactive;

import java.security.Principal;
import java.util.function.Function;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;

import org.springframework.security.core.context.SecurityContext;

/**
 * The user that Spring Security's reactive chain has put into a subscriber's context.
 * Loaded where Spring Security is.
 */
final class SecurityUser {

	private SecurityUser() {
	}

	static Mono<Principal> of(Function<Object, @Nullable Object> context) {
		return (context.apply(SecurityContext.class) instanceof Mono<?> security)
				? security.cast(SecurityContext.class).mapNotNull(SecurityContext::getAuthentication) : Mono.empty();
	}

}
