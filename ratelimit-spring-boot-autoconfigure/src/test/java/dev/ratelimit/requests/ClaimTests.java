package dev.ratelimit.requests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import com.nimbusds.jose.jwk.source.ImmutableSecret;
import dev.ratelimit.annotation.RateLimited;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.client.authentication.OAuth2AuthenticationToken;
import org.springframework.security.oauth2.core.oidc.OidcIdToken;
import org.springframework.security.oauth2.core.oidc.user.DefaultOidcUser;
import org.springframework.security.oauth2.core.user.DefaultOAuth2User;
import org.springframework.security.oauth2.core.user.OAuth2User;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.www.BasicAuthenticationFilter;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.OncePerRequestFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A tenant has one quota for all its users, by a claim of a JWT or of an OpenID Connect
 * user, or by an attribute of an OAuth 2 user.
 */
class ClaimTests {

	private static final String LIMITS = """
			ratelimit:
			  limits: { two: { algorithm: fixed-window, rate: 2/365d } }
			  web:
			    rules:
			      - { limits: two, paths: /claim, key: "claim['tenant']" }
			      - { limits: two, paths: /class, key: "claim['tenant'] + authentication.class.simpleName" }
			      - { limits: two, paths: /authority, key: "claim['tenant'] + authentication.authorities.size()" }
			      - { limits: two, paths: /annotated, condition: "claim['tenant'] == null" }
			""";

	private static final SecretKey SECRET = new SecretKeySpec(
			"a secret of the tests, long enough".getBytes(StandardCharsets.UTF_8), "HmacSHA256");

	private static final Running application = Running.start(Server.TOMCAT, true, LIMITS, Endpoints.class,
			Security.class);

	@AfterAll
	static void stop() {
		application.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "/claim", "/class", "/authority", "/annotated" })
	void theUsersOfATenantShareAQuota(String path) {
		for (String kind : List.of("jwt", "oidc", "oauth2")) {
			for (String tenant : List.of("a-" + UUID.randomUUID(), "b-" + UUID.randomUUID())) {
				assertThat(application.status("GET", path, user(kind, "anna", tenant))).isEqualTo(200);
				assertThat(application.status("GET", path, user(kind, "bert", tenant))).isEqualTo(200);
				assertThat(application.status("GET", path, user(kind, "cleo", tenant))).isEqualTo(429);
			}
		}
	}

	private static String user(String kind, String name, String tenant) {
		if (!kind.equals("jwt")) {
			return "X-User: %s/%s/%s".formatted(kind, name, tenant);
		}
		JwtClaimsSet claims = JwtClaimsSet.builder().subject(name).claim("tenant", tenant).build();
		return "Authorization: Bearer " + new NimbusJwtEncoder(new ImmutableSecret<>(SECRET))
			.encode(JwtEncoderParameters.from(JwsHeader.with(MacAlgorithm.HS256).build(), claims))
			.getTokenValue();
	}

	@Configuration(proxyBeanMethods = false)
	static class Security {

		@Bean
		JwtDecoder tokens() {
			return NimbusJwtDecoder.withSecretKey(SECRET).build();
		}

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().authenticated())
				.oauth2ResourceServer((server) -> server.jwt(Customizer.withDefaults()))
				.addFilterBefore(new Login(), BasicAuthenticationFilter.class)
				.build();
		}

	}

	/** As it is after a login with another server, which a session would remember. */
	static class Login extends OncePerRequestFilter {

		@Override
		protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws ServletException, IOException {
			String user = request.getHeader("X-User");
			if (user != null) {
				SecurityContext context = SecurityContextHolder.createEmptyContext();
				context.setAuthentication(authentication(user.split("/")));
				SecurityContextHolder.setContext(context);
			}
			chain.doFilter(request, response);
		}

		private static Authentication authentication(String... user) {
			Map<String, Object> claims = Map.of("sub", user[1], "tenant", user[2]);
			OAuth2User known = user[0].equals("oidc")
					? new DefaultOidcUser(List.of(),
							new OidcIdToken("token", Instant.EPOCH, Instant.EPOCH.plusSeconds(1), claims))
					: new DefaultOAuth2User(List.of(), claims, "sub");
			return new OAuth2AuthenticationToken(known, List.of(), "other");
		}

	}

	@RestController
	static class Endpoints {

		@GetMapping({ "/claim", "/class", "/authority" })
		String page() {
			return "";
		}

		@RateLimited(value = "two", key = "claim['tenant']")
		@GetMapping("/annotated")
		String annotated() {
			return "";
		}

	}

}
