package dev.ratelimit.requests;

/**
 * Spring Security, which is on the class path of every test.
 */
public final class SpringSecurity {

	/** Its auto-configurations, on either stack, for applications that go without it. */
	public static final String AUTO_CONFIGURATIONS = """
			org.springframework.boot.security.autoconfigure.SecurityAutoConfiguration,\
			org.springframework.boot.security.autoconfigure.UserDetailsServiceAutoConfiguration,\
			org.springframework.boot.security.autoconfigure.web.servlet.ServletWebSecurityAutoConfiguration,\
			org.springframework.boot.security.autoconfigure.web.servlet.SecurityFilterAutoConfiguration,\
			org.springframework.boot.security.autoconfigure.actuate.web.servlet.ManagementWebSecurityAutoConfiguration,\
			org.springframework.boot.security.autoconfigure.ReactiveUserDetailsServiceAutoConfiguration,\
			org.springframework.boot.security.autoconfigure.web.reactive.ReactiveWebSecurityAutoConfiguration,\
			org.springframework.boot.security.autoconfigure.actuate.web.reactive.ReactiveManagementWebSecurityAutoConfiguration""";

	private SpringSecurity() {
	}

}
