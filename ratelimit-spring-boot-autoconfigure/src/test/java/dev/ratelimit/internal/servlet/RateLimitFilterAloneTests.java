package dev.ratelimit.internal.servlet;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.internal.http.HeaderStyle;
import dev.ratelimit.internal.http.RuleDefinition;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletMapping;
import jakarta.servlet.http.MappingMatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.mock.web.MockHttpServletMapping;
import org.springframework.mock.web.MockHttpServletRequest;
import org.springframework.mock.web.MockHttpServletResponse;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The filter without MVC, or where a container would be in the way.
 */
class RateLimitFilterAloneTests extends FilterAlone {

	@Test
	void onlyTheTypesForMvcNeedIt() {
		JavaClasses classes = new ClassFileImporter().withImportOption(new ImportOption.DoNotIncludeTests())
			.importPackages("dev.ratelimit.internal.servlet", "dev.ratelimit.internal.cors");
		ArchRuleDefinition.noClasses()
			.that()
			.doNotHaveSimpleName("MvcRefusalHandler")
			.and()
			.haveNameNotMatching(".*\\.(MappedCors|RoutedRefusals|NamedHandlers|Views|ErrorPage|ErrorPageRequest"
					+ "|MvcHandlers|MvcDestinations(\\$.*)?|TriedRequest)")
			.should()
			.dependOnClassesThat()
			.resideInAPackage("org.springframework.web.servlet..")
			.orShould()
			.dependOnClassesThat()
			.haveSimpleName("MvcRefusalHandler")
			.check(classes);
	}

	@Test
	void withoutMvcTheProblemIsWrittenAllTheSame() throws Exception {
		this.context.addMessage("problemDetail.title." + RateLimitExceededException.class.getName(), Locale.ENGLISH,
				"Zuviel – \"Stop\"\n");
		RateLimitFilter filter = filter(HeaderStyle.STANDARD, RuleDefinition.of("api", "/**"));
		pass(filter, get("/a"), DONE);
		MockHttpServletResponse refused = pass(filter, get("/a"), (request, response) -> {
			throw new AssertionError("must not go on");
		});
		assertThat(refused.getStatus()).isEqualTo(429);
		assertThat(refused.getHeaders("Retry-After")).containsExactly("60");
		assertThat(refused.getContentType()).isEqualTo("application/problem+json");
		assertThat(refused.getContentAsString(StandardCharsets.UTF_8))
			.contains("\"title\":\"Zuviel – \\\"Stop\\\"\\u000a\"", "\"instance\":\"/a\"");
	}

	@Test
	void aRefusalThrownBehindTheFilterIsAnsweredToo() throws Exception {
		RateLimitFilter filter = filter(HeaderStyle.STANDARD);
		this.limiters.get("api").tryAcquire("key");
		RateLimitExceededException refusal = new RateLimitExceededException(this.limiters.get("api").tryAcquire("key"));
		assertThat(pass(filter, get("/"), (request, response) -> {
			throw new ServletException(refusal);
		}).getStatus()).isEqualTo(429);
		IllegalStateException other = new IllegalStateException();
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> pass(filter, get("/"), (q, a) -> {
			throw other;
		})).isSameAs(other);
		assertThatExceptionOfType(RateLimitExceededException.class).isThrownBy(() -> pass(filter, get("/"), (q, a) -> {
			a.flushBuffer();
			throw refusal;
		}));
	}

	@Test
	void aCallMayBeMadeToWait() throws Exception {
		RateLimitFilter filter = filter(HeaderStyle.STANDARD, RuleDefinition.of("queue", "/**"));
		long start = this.time.nanos();
		for (int i = 0; i < 3; i++) {
			assertThat(pass(filter, get("/"), DONE).getStatus()).isEqualTo(200);
		}
		assertThat(Duration.ofNanos(this.time.nanos() - start)).hasSeconds(2);
	}

	@Test
	void anInterruptedWaitIsA503AndSpendsNothing() throws Exception {
		RateLimitFilter filter = filter(HeaderStyle.STANDARD, RuleDefinition.of("more", "/**"),
				RuleDefinition.of("queue", "/**"));
		pass(filter, get("/"), DONE);
		Thread.currentThread().interrupt();
		MockHttpServletResponse response = pass(filter, get("/"), DONE);
		assertThat(Thread.interrupted()).isTrue();
		assertThat(response.getStatus()).isEqualTo(503);
		assertThat(this.limiters.get("more").peek("127.0.0.1").remaining()).isEqualTo(9);
	}

	@ParameterizedTest
	@EnumSource(HeaderStyle.class)
	void theStyleDecidesWhichHeadersThereAre(HeaderStyle style) throws Exception {
		RateLimitFilter filter = filter(style, RuleDefinition.of("more", "/**"), RuleDefinition.of("api", "/**"));
		MockHttpServletResponse response = pass(filter, get("/"), DONE);
		if (style == HeaderStyle.STANDARD || style == HeaderStyle.BOTH) {
			assertThat(response.getHeader("RateLimit-Policy")).isEqualTo("\"more\";q=10;w=2, \"api\";q=1;w=60");
			assertThat(response.getHeader("RateLimit")).isEqualTo("\"more\";r=9;t=2, \"api\";r=0;t=60");
		}
		else {
			assertThat(response.getHeaderNames()).noneMatch((name) -> name.startsWith("RateLimit"));
		}
		if (style == HeaderStyle.LEGACY || style == HeaderStyle.BOTH) {
			assertThat(response.getHeader("X-RateLimit-Limit")).isEqualTo("1");
			assertThat(response.getHeader("X-RateLimit-Remaining")).isEqualTo("0");
			assertThat(response.getHeader("X-RateLimit-Reset")).isEqualTo("60");
		}
		else {
			assertThat(response.getHeaderNames()).noneMatch((name) -> name.startsWith("X-RateLimit"));
		}
	}

	@Test
	void afterARefundToTwoKeysTheLowestIsShown() throws Exception {
		RuleDefinition agent = new RuleDefinition(List.of("more"), List.of("/**"), null, null, "'all'", "5", null, null,
				null, null, null, null);
		RateLimitFilter filter = filter(HeaderStyle.STANDARD, agent, RuleDefinition.of("more", "/**"),
				RuleDefinition.of("api", "/**"));
		this.limiters.get("more").tryAcquire("all", 4);
		this.limiters.get("api").tryAcquire("127.0.0.1");
		MockHttpServletResponse refused = pass(filter, get("/"), DONE);
		assertThat(refused.getStatus()).isEqualTo(429);
		assertThat(refused.getHeader("RateLimit")).isEqualTo("\"more\";r=6;t=2, \"api\";r=0;t=60");
	}

	@Test
	void numbersStayWithinWhatAStructuredFieldCanHold() throws Exception {
		RuleDefinition look = new RuleDefinition(List.of("vast"), List.of("/**"), null, null, null, "0", null, null,
				null, null, null, null);
		MockHttpServletResponse response = pass(filter(HeaderStyle.STANDARD, look), get("/"), DONE);
		assertThat(response.getHeader("RateLimit-Policy")).isEqualTo("\"vast\";q=999999999999999;w=9007200");
		assertThat(response.getHeader("RateLimit")).isEqualTo("\"vast\";r=999999999999999");
	}

	@Test
	void aServletsPrefixIsPartOfThePathForOthersThanMvc() throws Exception {
		RateLimitFilter filter = filter(HeaderStyle.STANDARD, RuleDefinition.of("more", "/ws/**"),
				RuleDefinition.of("api", "/orders"));
		assertThat(pass(filter, getBehindPrefix("orders"), DONE).getHeader("RateLimit")).contains("\"more\"",
				"\"api\"");
	}

	@ParameterizedTest
	@ValueSource(strings = { "/health", "/ws/health" })
	void anExcludedPathIsExcludedWithTheServletsPrefixOrWithout(String exclude) throws Exception {
		RateLimitFilter filter = filter(HeaderStyle.STANDARD, new RuleDefinition(List.of("more"), List.of("/**"),
				List.of(exclude), null, null, null, null, null, null, null, null, null));
		assertThat(pass(filter, getBehindPrefix("health"), DONE).getHeader("RateLimit")).isNull();
		assertThat(pass(filter, getBehindPrefix("orders"), DONE).getHeader("RateLimit")).contains("\"more\"");
	}

	private static MockHttpServletRequest getBehindPrefix(String path) {
		MockHttpServletRequest request = get("/app/ws/" + path);
		request.setContextPath("/app");
		request.setServletPath("/ws");
		request.setPathInfo("/" + path);
		HttpServletMapping prefix = new MockHttpServletMapping("ws", "/ws/*", "ws", MappingMatch.PATH);
		request.setHttpServletMapping(prefix);
		return request;
	}

}
