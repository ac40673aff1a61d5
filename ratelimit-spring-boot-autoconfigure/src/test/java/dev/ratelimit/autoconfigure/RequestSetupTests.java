package dev.ratelimit.autoconfigure;

import java.io.IOException;

import jakarta.servlet.FilterChain;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.runner.WebApplicationContextRunner;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.boot.webmvc.autoconfigure.WebMvcAutoConfiguration;
import org.springframework.web.filter.ForwardedHeaderFilter;
import org.springframework.web.filter.HiddenHttpMethodFilter;
import org.springframework.web.filter.OncePerRequestFilter;
import org.springframework.web.filter.UrlHandlerFilter;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What keeps rules from limiting is reported at start-up, and stops the application if
 * that is wanted.
 */
class RequestSetupTests {

	private final WebApplicationContextRunner runner = new WebApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RateLimitAutoConfiguration.class,
				LocalRateLimitAutoConfiguration.class, AnnotationRateLimitAutoConfiguration.class,
				WebRateLimitAutoConfiguration.class, WebMvcAutoConfiguration.class))
		.withPropertyValues("ratelimit.fail-on-unlimited=true", "ratelimit.limits.api.rate=5/1s",
				"ratelimit.web.rules[0].limits=api", "ratelimit.web.rules[0].paths=/api/**");

	private static void assertReported(WebApplicationContextRunner runner, String... parts) {
		runner.run((context) -> assertThat(Failures.text(context.getStartupFailure())).contains(parts));
	}

	@Test
	void anApplicationWithoutMistakesStarts() {
		this.runner
			.withPropertyValues("ratelimit.web.rules[1].limits=api",
					"ratelimit.web.rules[1].paths=/a/{name:[a-z]+}, /files/*.pdf, /x.*y, /v1.0/**")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@ParameterizedTest
	@ValueSource(strings = { "/api/.*", "/api/.*/x", "^/api", "/api/\\\\d+", "/users/[0-9]+", "/a/.+", "/api$",
			"/(users|orders)/**" })
	void aPathThatLooksLikeARegularExpression(String path) {
		assertReported(this.runner.withPropertyValues("ratelimit.web.rules[0].paths=" + path),
				"ratelimit.web.rules[0].paths", "looks like a regular expression");
	}

	@Test
	void anExclusionThatLooksLikeARegularExpression() {
		assertReported(this.runner.withPropertyValues("ratelimit.web.rules[0].exclude=/api/assets/.*"),
				"ratelimit.web.rules[0].exclude", "looks like a regular expression");
	}

	@ParameterizedTest
	@ValueSource(strings = { "paths=/shop/api/**", "exclude=/shop", "exclude=/shop/open/**" })
	void aPatternThatBeginsWithTheContextPath(String property) {
		assertReported(
				this.runner.withPropertyValues("server.servlet.context-path=/shop",
						"ratelimit.web.rules[0]." + property),
				"begins with server.servlet.context-path", "without /shop");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			http://localhost/api | an address instead of a path
			POST /api            | white space at the end of a segment
			/api?page=1          | a query
			/api;v=1             | parameters of a segment
			/a%20b               | encoded characters
			/a/../api            | an empty, '.' or '..' segment, which no path that is matched has
			//api                | an empty, '.' or '..' segment, which no path that is matched has
			""")
	void aPathThatNoRequestHas(String path, String problem) {
		assertReported(this.runner.withPropertyValues("ratelimit.web.rules[0].paths=" + path),
				"ratelimit.web.rules[0].paths", "'/" + path.replaceFirst("^/", ""), problem);
	}

	@ParameterizedTest
	@CsvSource({ "/api/**, /**", "/api/**, /api/**", "/api/users/*, /api/**", "/api, /api/**", "/api/me, /api/{name}" })
	void aPathThatIsExcludedAltogether(String path, String exclude) {
		assertReported(
				this.runner.withPropertyValues("ratelimit.web.rules[0].paths=/open, " + path,
						"ratelimit.web.rules[0].exclude=" + exclude),
				"ratelimit.web.rules[0].exclude", "'" + path + "'", "'" + exclude + "'");
	}

	@ParameterizedTest
	@CsvSource({ "/api/**, /api/*", "/api/*, /api/me", "/apis, /api/**", "/**, static" })
	void aPathThatIsExcludedInPart(String path, String exclude) {
		this.runner
			.withPropertyValues("ratelimit.web.rules[0].paths=" + path, "ratelimit.web.rules[0].exclude=" + exclude)
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void endpointsOnAPortOfTheirOwn() {
		WebApplicationContextRunner limited = this.runner
			.withPropertyValues("ratelimit.web.rules[0].paths=/actuator/**");
		limited.run((context) -> assertThat(context).hasNotFailed());
		assertReported(limited.withPropertyValues("management.server.port=9090"), "'/actuator/**'",
				"management.server.port");
		limited.withPropertyValues("management.server.port=8080").run((context) -> assertThat(context).hasNotFailed());
		assertReported(limited.withPropertyValues("management.server.port=9090",
				"management.endpoints.web.base-path=/manage", "ratelimit.web.rules[0].paths=/manage/health"),
				"'/manage/health'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "principal", "authentication?.name", "request.userPrincipal?.name", "claim['sub']" })
	void aUserWhomNobodyLogsIn(String key) {
		WebApplicationContextRunner limited = this.runner.withPropertyValues("ratelimit.web.rules[0].key=" + key);
		assertReported(limited, "ratelimit.web.rules[0]", "neither Spring Security nor a filter", key);
		limited.withBean(Login.class).run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void aFilterBehindTheRulesThatChangesThePath() {
		assertReported(
				this.runner.withBean("slashes", UrlHandlerFilter.class,
						() -> UrlHandlerFilter.trailingSlashHandler("/**").wrapRequest().build()),
				"'slashes'", "UrlHandlerFilter", "order below -101");
		assertReported(this.runner.withBean("rewriting", MyRewriteFilter.class), "'rewriting'", "MyRewriteFilter");
		assertReported(this.runner.withBean("methods", HiddenHttpMethodFilter.class), "'methods'");
	}

	@Test
	void aFilterAheadOfTheRulesMayChangeThePath() {
		this.runner.withBean("slashes", FilterRegistrationBean.class, () -> {
			FilterRegistrationBean<UrlHandlerFilter> registration = new FilterRegistrationBean<>(
					UrlHandlerFilter.trailingSlashHandler("/**").wrapRequest().build());
			registration.setOrder(-200);
			return registration;
		}).run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void aFilterThatBelievesTheLeftmostAddress() {
		WebApplicationContextRunner forwarding = this.runner.withBean("forwarding", ForwardedHeaderFilter.class);
		assertReported(forwarding, "'forwarding'", "leftmost", "server.forward-headers-strategy to none");
		assertReported(
				forwarding.withPropertyValues("ratelimit.fail-on-unlimited=false",
						"ratelimit.web.trusted-proxies=10.0.0.0/8"),
				"ratelimit.web.trusted-proxies", "ForwardedHeaderFilter");
	}

	@ParameterizedTest
	@CsvSource({ "server.tomcat.remoteip.internal-proxies=.*, every address",
			"server.tomcat.remoteip.internal-proxies=0.0.0.0/0, every address",
			"server.tomcat.remoteip.trusted-proxies=.*, every address" })
	void aServerThatBelievesEveryAddress(String property, String problem) {
		assertReported(this.runner.withPropertyValues("server.forward-headers-strategy=native", property), property,
				problem);
		this.runner.withPropertyValues("server.forward-headers-strategy=native")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void aServerOtherThanTomcatThatReadsTheHeader() {
		assertReported(
				this.runner.withPropertyValues("server.forward-headers-strategy=native")
					.withBean("jettyServletWebServerFactory", Object.class, Object::new),
				"server.forward-headers-strategy=native", "leftmost");
	}

	@ParameterizedTest
	@ValueSource(strings = { "0.0.0.0/0", "::/0", "::ffff:0:0/96", "10.9.9.9/0" })
	void proxiesThatAreEverybody(String block) {
		assertReported(this.runner.withPropertyValues("ratelimit.web.trusted-proxies=10.0.0.0/8, " + block),
				"ratelimit.web.trusted-proxies[1]", "'" + block + "'", "make up a new one for every call");
	}

	@Test
	void aHeaderThatIsNeverRead() {
		assertReported(this.runner.withPropertyValues("ratelimit.web.client-address-header=CF-Connecting-IP"),
				"CF-Connecting-IP is never read", "trusted-proxies");
		this.runner
			.withPropertyValues("ratelimit.web.client-address-header=CF-Connecting-IP",
					"ratelimit.web.trusted-proxies=173.245.48.0/20")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	static class Login extends OncePerRequestFilter {

		@Override
		protected void doFilterInternal(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
				throws IOException {
			throw new IOException("Not called");
		}

	}

	static class MyRewriteFilter extends Login {

	}

}
