package dev.ratelimit.compatibility.notes;

import dev.ratelimit.annotation.RateLimited;
import reactor.core.publisher.Mono;

import org.springframework.security.authentication.ReactiveAuthenticationManager;
import org.springframework.security.authentication.UserDetailsRepositoryReactiveAuthenticationManager;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.userdetails.ReactiveUserDetailsService;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.stereotype.Component;

/**
 * Compares passwords, and counts the wrong ones of each name.
 */
@Component
class SignIn implements ReactiveAuthenticationManager {

	private final UserDetailsRepositoryReactiveAuthenticationManager users;

	SignIn(ReactiveUserDetailsService users, PasswordEncoder passwords) {
		this.users = new UserDetailsRepositoryReactiveAuthenticationManager(users);
		this.users.setPasswordEncoder(passwords);
	}

	@Override
	@RateLimited(value = "login-name", key = "canonical(#authentication.name)", refundWhen = "#failure == null")
	public Mono<Authentication> authenticate(Authentication authentication) {
		return this.users.authenticate(authentication);
	}

}
