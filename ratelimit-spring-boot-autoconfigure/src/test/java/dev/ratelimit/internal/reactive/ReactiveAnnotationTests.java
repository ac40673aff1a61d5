package dev.ratelimit.internal.reactive;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.stream.IntStream;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.report.StartupReport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.core.publisher.Mono;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.core.userdetails.MapReactiveUserDetailsService;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatException;

/**
 * Annotated methods of a WebFlux application on its own server, with Spring Security.
 */
@ExtendWith(OutputCaptureExtension.class)
class ReactiveAnnotationTests {

	private static final HttpClient CLIENT = HttpClient.newHttpClient();

	private static ConfigurableApplicationContext application;

	@BeforeAll
	static void start() {
		application = start(AnnotatedHandlers.class);
	}

	private static ConfigurableApplicationContext start(Class<?>... sources) {
		return new SpringApplicationBuilder(Application.class).sources(sources)
			.web(WebApplicationType.REACTIVE)
			.properties("server.port=0", "spring.main.banner-mode=off", "ratelimit.limits.two.rate=2/1h",
					"ratelimit.limits.rule.rate=100/1h", "ratelimit.web.trusted-proxies=127.0.0.0/8",
					"ratelimit.web.rules[0].limits=rule", "ratelimit.web.rules[0].paths=/both")
			.run();
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	private static HttpResponse<String> get(String path, String address, String... headers) throws Exception {
		String port = application.getEnvironment().getRequiredProperty("local.server.port");
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
			.header("X-Forwarded-For", address);
		return CLIENT.send((headers.length > 0) ? request.headers(headers).build() : request.build(),
				BodyHandlers.ofString());
	}

	private static List<Integer> statuses(String path, String address, String... headers) {
		return IntStream.range(0, 3).mapToObj((i) -> {
			try {
				return get(path, address, headers).statusCode();
			}
			catch (Exception ex) {
				throw new AssertionError(ex);
			}
		}).toList();
	}

	private static String basic(String user) {
		return "Basic "
				+ Base64.getEncoder().encodeToString((user + ":password").getBytes(StandardCharsets.ISO_8859_1));
	}

	@Test
	void aRefusedHandlerIsThe429WithItsHeaders() throws Exception {
		HttpResponse<String> first = get("/mono", "192.0.2.1");
		assertThat(first.body()).isEqualTo("mono");
		assertThat(first.headers().firstValue("RateLimit-Policy")).hasValue("\"two\";q=2;w=3600");
		get("/mono", "192.0.2.1");
		HttpResponse<String> refused = get("/mono", "192.0.2.1");
		assertThat(refused.statusCode()).isEqualTo(429);
		assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
		assertThat(refused.headers().allValues("Retry-After")).singleElement().isEqualTo("1800");
		assertThat(refused.body()).contains("\"violated-policies\":[\"two\"]");
		assertThat(get("/mono", "192.0.2.2").statusCode()).as("another address").isEqualTo(200);
	}

	@Test
	void filterAndAnnotationShareTheHeaders() throws Exception {
		assertThat(get("/both", "192.0.2.3").headers().firstValue("RateLimit-Policy"))
			.hasValue("\"rule\";q=100;w=3600, \"two\";q=2;w=3600");
	}

	@Test
	void usersCountWhereTheKeyIsTheUser() {
		assertThat(statuses("/user", "192.0.2.4", "Authorization", basic("alice"))).containsExactly(200, 200, 429);
		assertThat(statuses("/user", "192.0.2.4", "Authorization", basic("bob"))).containsExactly(200, 200, 429);
	}

	@Test
	void pathVariablesAndHeadersAreNames() {
		assertThat(statuses("/items/a", "192.0.2.5", "X", "1")).containsExactly(200, 200, 429);
		assertThat(statuses("/items/b", "192.0.2.5", "X", "1")).containsExactly(200, 200, 429);
		assertThat(statuses("/items/a", "192.0.2.5", "X", "2")).containsExactly(200, 200, 429);
	}

	@Test
	void aServiceBehindAHandlerSeesTheRequest() {
		assertThat(statuses("/service", "192.0.2.6")).containsExactly(200, 200, 429);
		assertThat(statuses("/service", "192.0.2.7")).containsExactly(200, 200, 429);
	}

	@Test
	void aServiceBehindAFunctionalRouteIsThe429Too() {
		assertThat(statuses("/route", "192.0.2.8")).containsExactly(200, 200, 429);
	}

	@Test
	void aPublisherOfAFallbackAnswers() throws Exception {
		assertThat(statuses("/fallback", "192.0.2.9")).containsExactly(200, 200, 200);
		assertThat(get("/fallback", "192.0.2.9").body()).isEqualTo("later");
	}

	@ParameterizedTest
	@ValueSource(strings = { "plain", "stage", "flow", "exchange" })
	void aHandlerWithoutTheContextOfItsRequestSharesOneQuotaAndTheReportSaysSo(String handler) {
		application.getBean(RateLimiterRegistry.class).get("two").reset("*");
		assertThat(statuses("/" + handler, "192.0.2.10")).containsExactly(200, 200, 429);
		assertThat(statuses("/" + handler, "192.0.2.11")).containsOnly(429);
		assertThat(application.getBean(StartupReport.class).text())
			.contains("Handlers.%s(): two (token-bucket 2/1h) per shared by all (a method that returns no Mono"
				.formatted(handler))
			.contains("Handlers.mono(): two (token-bucket 2/1h) per ip (on a web call");
	}

	@Test
	void onlyAHandlerWhoseCallersAreMeantToHaveQuotasOfTheirOwnIsWarnedAbout(CapturedOutput output) {
		assertThat(output.getOut().lines().filter((line) -> line.contains("all callers share its quota")))
			.allSatisfy((line) -> assertThat(line).contains("WARN", "Return one of these", "key = \"'all'\""))
			.extracting((line) -> line.replaceFirst(".*Handlers\\.(\\w+)\\(\\).*", "$1"))
			.containsExactlyInAnyOrder("plain", "stage", "flow", "exchange");
	}

	@Test
	void aMemberOfServletRequestsStopsTheStart() {
		assertThatException().isThrownBy(() -> start(MistakenHandlers.MistakenRequest.class))
			.havingRootCause()
			.isInstanceOf(InvalidConfigurationException.class)
			.withMessageContaining("MistakenRequest.rows()")
			.withMessageContaining("request.queryParams.getFirst('rows')");
	}

	@ParameterizedTest
	@ValueSource(classes = { MistakenHandlers.MistakenValue.class, MistakenHandlers.MistakenStage.class })
	void anExpressionThatAsksForTheRequestWithoutAPublisherStopsTheStart(Class<?> handlers) {
		assertThatException().isThrownBy(() -> start(handlers))
			.havingRootCause()
			.isInstanceOf(InvalidConfigurationException.class)
			.withMessageContaining(handlers.getSimpleName() + ".handle()")
			.withMessageContaining("unknown name 'ip'");
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(AnnotatedHandlers.Quotes.class)
	static class Application {

		@Bean
		ManualTimeSource timeSource() {
			return new ManualTimeSource();
		}

		@Bean
		RouterFunction<ServerResponse> routes(AnnotatedHandlers.Quotes quotes) {
			return RouterFunctions.route()
				.GET("/route", (request) -> ServerResponse.ok().body(quotes.of("route"), String.class))
				.build();
		}

		@Bean
		SecurityWebFilterChain security(ServerHttpSecurity http) {
			return http
				.authorizeExchange(
						(exchanges) -> exchanges.pathMatchers("/user").authenticated().anyExchange().permitAll())
				.httpBasic(Customizer.withDefaults())
				.build();
		}

		@Bean
		MapReactiveUserDetailsService users() {
			return new MapReactiveUserDetailsService(
					List.of(User.withUsername("alice").password("{noop}password").build(),
							User.withUsername("bob").password("{noop}password").build()));
		}

	}

}
