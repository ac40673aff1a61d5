package dev.ratelimit.autoconfigure;

import java.io.IOException;
import java.security.Principal;
import java.util.concurrent.atomic.AtomicInteger;

import dev.ratelimit.annotation.RateLimited;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;

import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.web.servlet.ServletRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.provisioning.InMemoryUserDetailsManager;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

/**
 * An application as people have it, with everything auto-configured.
 */
@SpringBootConfiguration(proxyBeanMethods = false)
@EnableAutoConfiguration
@Import(LimitedApplication.Endpoints.class)
class LimitedApplication {

	static final String CONFIGURATION = """
			server.port: 0
			ratelimit:
			  limits:
			    login: { algorithm: fixed-window, rate: 3/365d }
			    user: { algorithm: fixed-window, rate: 2/365d }
			    public: { algorithm: fixed-window, rate: 1/365d }
			    annotated: { algorithm: fixed-window, rate: 1/365d }
			  web:
			    rules:
			      - { limits: login, paths: /login, methods: POST }
			      - { limits: user, paths: /me/**, key: principal }
			      - { limits: public, paths: /public/** }
			""";

	final AtomicInteger passwordsChecked = new AtomicInteger();

	@Bean
	PasswordEncoder passwordEncoder() {
		return new PasswordEncoder() {

			@Override
			public String encode(CharSequence password) {
				return password.toString();
			}

			@Override
			public boolean matches(CharSequence password, String encoded) {
				LimitedApplication.this.passwordsChecked.incrementAndGet();
				return encoded.contentEquals(password);
			}

		};
	}

	@Bean
	UserDetailsService users() {
		return new InMemoryUserDetailsManager(User.withUsername("alice").password("secret").build(),
				User.withUsername("bob").password("secret").build());
	}

	@Bean
	SecurityFilterChain security(HttpSecurity http) throws Exception {
		return http.csrf((csrf) -> csrf.disable())
			.authorizeHttpRequests(
					(requests) -> requests.requestMatchers("/me/**").authenticated().anyRequest().permitAll())
			.formLogin(Customizer.withDefaults())
			.httpBasic(Customizer.withDefaults())
			.build();
	}

	/** Where MVC sees nothing. */
	@Bean
	ServletRegistrationBean<HttpServlet> plainServlet(Endpoints endpoints) {
		return new ServletRegistrationBean<>(new HttpServlet() {

			@Override
			protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
				response.getWriter().write(endpoints.annotated());
			}

		}, "/plain");
	}

	@RestController
	static class Endpoints {

		@GetMapping("/me/name")
		String name(Principal principal) {
			return principal.getName();
		}

		@GetMapping("/public/page")
		String page() {
			return "page";
		}

		@GetMapping("/annotated")
		@RateLimited("annotated")
		String annotated() {
			return "annotated";
		}

	}

}
