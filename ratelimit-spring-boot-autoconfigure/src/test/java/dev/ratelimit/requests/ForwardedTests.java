package dev.ratelimit.requests;

import java.util.UUID;

import dev.ratelimit.InvalidConfigurationException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.core.Ordered;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.filter.ForwardedHeaderFilter;
import org.springframework.web.server.adapter.ForwardedHeaderTransformer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Applications in which somebody else reads the headers of proxies, and applications
 * under a path of their own.
 */
@ExtendWith(OutputCaptureExtension.class)
class ForwardedTests {

	private static final String LIMITS = """
			ratelimit:
			  limits: { two: { algorithm: fixed-window, rate: 2/365d } }
			  web:
			    rules:
			      - { limits: two, paths: /page }
			      - { limits: two, paths: "/users/{name}", key: "pathVariable['name']" }
			""";

	private static final String TRUST = "    trusted-proxies: 127.0.0.1\n";

	private static final String FRAMEWORK = "server.forward-headers-strategy: framework\n";

	@ParameterizedTest
	@EnumSource
	void aStrategyBesideTrustedProxiesIsAMistake(Server server) {
		assertMistake(server, LIMITS + TRUST + FRAMEWORK, "server.forward-headers-strategy=framework");
	}

	@ParameterizedTest
	@EnumSource
	void aBeanThatReadsTheHeadersBesideTrustedProxiesIsAMistake(Server server) {
		assertMistake(server, LIMITS + TRUST,
				server.isReactive() ? "ForwardedHeaderTransformer" : "ForwardedHeaderFilter",
				server.isReactive() ? Transforming.class : Filtering.class);
	}

	private static void assertMistake(Server server, String yaml, String name, Class<?>... sources) {
		assertThatThrownBy(() -> Running.start(server, yaml, sources).close())
			.extracting(NestedExceptionUtils::getMostSpecificCause, InstanceOfAssertFactories.THROWABLE)
			.isInstanceOf(InvalidConfigurationException.class)
			.hasMessageContainingAll("ratelimit.web.trusted-proxies", "not together with " + name);
	}

	@ParameterizedTest
	@EnumSource
	void aStrategyAloneSaysWhoTheClientIsAndIsReported(Server server, CapturedOutput output) {
		try (Running application = Running.start(server, LIMITS + FRAMEWORK, Pages.class)) {
			for (int i = 0; i < 2; i++) {
				assertThat(application.statuses(3, "GET", "/page", "X-Forwarded-For: 198.51.100." + i))
					.containsExactly(200, 200, 429);
			}
			assertThat(output).contains("believes the leftmost address of X-Forwarded-For");
		}
	}

	@ParameterizedTest
	@EnumSource
	void aForwardedPrefixIsNoWayPastARule(Server server) {
		try (Running application = Running.start(server, LIMITS + FRAMEWORK, Pages.class)) {
			String[] prefixes = { "/x", "/page", "/users", "/x/..", "", "/", "//", "/%2e%2e" };
			for (String prefix : prefixes) {
				String user = "/users/" + UUID.randomUUID();
				assertThat(application.statuses(3, "GET", user, "X-Forwarded-Prefix: " + prefix)).as(prefix)
					.last()
					.isNotEqualTo(200);
			}
		}
	}

	@ParameterizedTest
	@EnumSource
	void pathsOfRulesAreWithinTheApplication(Server server) {
		String base = server.isReactive() ? "spring.webflux.base-path: /shop\n"
				: "server.servlet.context-path: /shop\n";
		try (Running application = Running.start(server, LIMITS + base, Pages.class)) {
			assertThat(application.statuses(3, "GET", "/shop/page")).containsExactly(200, 200, 429);
			assertThat(application.send("GET", "/shop/page").body()).contains("\"instance\":\"/shop/page\"");
			assertThat(application.statuses(3, "GET", "/page")).containsOnly(404);
			for (String disguise : new String[] { "/shop//users/%s", "/shop/x/../users/%s", "/shop/users;a=b/%s",
					"/shop/./users/%s", "/shop/%%75sers/%s", "/x/../shop/users/%s", "/shop/users/%s/",
					"//shop/users/%s" }) {
				String user = disguise.formatted(UUID.randomUUID());
				assertThat(application.statuses(3, "GET", user)).as(user).last().isNotEqualTo(200);
			}
		}
	}

	static class Transforming {

		@Bean
		ForwardedHeaderTransformer transformer() {
			return new ForwardedHeaderTransformer();
		}

	}

	static class Filtering {

		@Bean
		FilterRegistrationBean<ForwardedHeaderFilter> filter() {
			FilterRegistrationBean<ForwardedHeaderFilter> filter = new FilterRegistrationBean<>(
					new ForwardedHeaderFilter());
			filter.setOrder(Ordered.HIGHEST_PRECEDENCE);
			return filter;
		}

	}

	@RestController
	static class Pages {

		@GetMapping({ "/page", "/users/{name}" })
		String page() {
			return "page";
		}

	}

}
