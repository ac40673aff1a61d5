package dev.ratelimit.internal.messaging;

import java.util.List;

import org.springframework.context.annotation.Bean;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

/**
 * Users whom Spring Security knows by the handshake, all with the password
 * {@code secret}. Nobody has to log in.
 */
abstract class LoginByHttpBasic {

	private final List<String> names;

	LoginByHttpBasic(List<String> names) {
		this.names = names;
	}

	@Bean
	SecurityFilterChain security(HttpSecurity http) throws Exception {
		return http.csrf((csrf) -> csrf.disable())
			.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.httpBasic(Customizer.withDefaults())
			.build();
	}

	@Bean
	UserDetailsService users() {
		InMemoryUserDetailsManager users = new InMemoryUserDetailsManager();
		this.names.forEach((name) -> users.createUser(User.withUsername(name).password("{noop}secret").build()));
		return users;
	}

}
