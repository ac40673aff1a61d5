package dev.ratelimit.compatibility.shop;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;

@Configuration(proxyBeanMethods = false)
class SecurityConfiguration {

	@Bean
	SecurityFilterChain security(HttpSecurity http) throws Exception {
		return http
			.authorizeHttpRequests(
					(requests) -> requests.requestMatchers("/checkout", "/account", "/products/*/reviews")
						.authenticated()
						.requestMatchers("/admin/**")
						.hasRole("STAFF")
						.anyRequest()
						.permitAll())
			.formLogin((form) -> form.loginPage("/login").permitAll())
			.logout((logout) -> logout.logoutSuccessUrl("/"))
			.build();
	}

	@Bean
	PasswordEncoder passwords() {
		return new BCryptPasswordEncoder(4);
	}

	@Bean
	UserDetailsService customers(PasswordEncoder passwords) {
		String secret = passwords.encode("secret");
		return new InMemoryUserDetailsManager(User.withUsername("ada").password(secret).roles("CUSTOMER").build(),
				User.withUsername("grace").password(secret).roles("CUSTOMER").build(),
				User.withUsername("sam").password(secret).roles("CUSTOMER", "STAFF").build());
	}

}
