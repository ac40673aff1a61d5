package dev.ratelimit.compatibility.notes;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;

import javax.crypto.spec.SecretKeySpec;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.method.configuration.EnableReactiveMethodSecurity;
import org.springframework.security.config.annotation.web.reactive.EnableWebFluxSecurity;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.ReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.jwt.NimbusReactiveJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.security.web.server.authentication.logout.RedirectServerLogoutSuccessHandler;
import org.springframework.security.web.server.context.NoOpServerSecurityContextRepository;
import org.springframework.security.web.server.util.matcher.ServerWebExchangeMatchers;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsConfigurationSource;
import org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource;

@Configuration(proxyBeanMethods = false)
@EnableWebFluxSecurity
@EnableReactiveMethodSecurity
class SecurityConfiguration {

	@Bean
	@Order(1)
	SecurityWebFilterChain api(ServerHttpSecurity http) {
		return http.securityMatcher(ServerWebExchangeMatchers.pathMatchers("/api/**"))
			.authorizeExchange((exchanges) -> exchanges.anyExchange().authenticated())
			.oauth2ResourceServer((server) -> server.jwt(Customizer.withDefaults()))
			.securityContextRepository(NoOpServerSecurityContextRepository.getInstance())
			.cors(Customizer.withDefaults())
			.csrf((csrf) -> csrf.disable())
			.build();
	}

	@Bean
	@Order(2)
	SecurityWebFilterChain pages(ServerHttpSecurity http) {
		RedirectServerLogoutSuccessHandler signedOut = new RedirectServerLogoutSuccessHandler();
		signedOut.setLogoutSuccessUrl(URI.create("/"));
		return http
			.authorizeExchange((exchanges) -> exchanges.pathMatchers("/mine")
				.authenticated()
				.pathMatchers(HttpMethod.POST, "/notes")
				.authenticated()
				.pathMatchers("/admin/**")
				.hasRole("STAFF")
				.anyExchange()
				.permitAll())
			.formLogin((form) -> form.loginPage("/login"))
			.logout((logout) -> logout.logoutSuccessHandler(signedOut))
			.build();
	}

	@Bean
	CorsConfigurationSource corsConfigurationSource() {
		CorsConfiguration partners = new CorsConfiguration();
		partners.setAllowedOrigins(List.of("https://partner.example"));
		partners.setAllowedMethods(List.of("GET", "POST", "DELETE"));
		partners.setAllowedHeaders(List.of("Authorization", "Content-Type"));
		UrlBasedCorsConfigurationSource source = new UrlBasedCorsConfigurationSource();
		source.registerCorsConfiguration("/api/**", partners);
		return source;
	}

	@Bean
	ReactiveJwtDecoder jwtDecoder(@Value("${notes.secret}") String secret) {
		return NimbusReactiveJwtDecoder
			.withSecretKey(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"))
			.build();
	}

	@Bean
	PasswordEncoder passwords() {
		return new BCryptPasswordEncoder(4);
	}

	@Bean
	ReactiveUserDetailsService users(PasswordEncoder passwords) {
		String secret = passwords.encode("secret");
		return new MapReactiveUserDetailsService(User.withUsername("ada").password(secret).roles("WRITER").build(),
				User.withUsername("grace").password(secret).roles("WRITER").build(),
				User.withUsername("rob").password(secret).roles("READER").build(),
				User.withUsername("sam").password(secret).roles("WRITER", "STAFF").build());
	}

}
