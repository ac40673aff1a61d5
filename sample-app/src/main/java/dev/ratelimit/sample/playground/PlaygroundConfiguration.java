package dev.ratelimit.sample.playground;

import dev.ratelimit.TimeSource;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.servlet.config.annotation.InterceptorRegistry;
import org.springframework.web.servlet.config.annotation.WebMvcConfigurer;

/**
 * Anybody may see the playground, and its page asks nobody but this server.
 */
@Configuration(proxyBeanMethods = false)
class PlaygroundConfiguration implements WebMvcConfigurer {

	private final TimeSource time;

	PlaygroundConfiguration(TimeSource time) {
		this.time = time;
	}

	@Override
	public void addInterceptors(InterceptorRegistry registry) {
		registry.addInterceptor(new Arrival(this.time)).addPathPatterns("/playground/calls/**");
	}

	@Bean
	@Order(0)
	SecurityFilterChain playgroundFilterChain(HttpSecurity http) throws Exception {
		return http.securityMatcher("/", "/index.html", "/playground/**", "/webjars/**")
			.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
			.headers((headers) -> headers.contentSecurityPolicy(
					(policy) -> policy.policyDirectives("default-src 'self'; base-uri 'none'; form-action 'none'")))
			.build();
	}

}
