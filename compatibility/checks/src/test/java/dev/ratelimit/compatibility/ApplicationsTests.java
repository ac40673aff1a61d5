package dev.ratelimit.compatibility;

import java.nio.file.Path;
import java.util.function.Predicate;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Reads how the applications' own tests went, which ran when the applications were built.
 */
@DisplayName("Applications")
@ExtendWith(Results.class)
@TestMethodOrder(MethodOrderer.DisplayName.class)
class ApplicationsTests {

	private static final Predicate<String> LIMITS = (test) -> test.endsWith("LimitsTests");

	@Test
	@DisplayName("an API (JWT, catch-all advice, STOMP with message security, scheduling, Kafka): its limits")
	void limitsOfTheApi() {
		assertThat(reports("orders", "surefire-reports").tests(LIMITS)).hasSizeGreaterThan(6).containsOnly("passed");
	}

	@Test
	@DisplayName("an API (JWT, catch-all advice, STOMP with message security, scheduling, Kafka): its other tests, with the starter and without")
	void api() {
		ordinary("orders");
	}

	@Test
	@DisplayName("WebFlux (pages, form login, JWT, catch-all advice, event streams, WebSocket, scheduling): its limits")
	void limitsOnWebFlux() {
		assertThat(reports("notes", "surefire-reports").tests(LIMITS)).hasSizeGreaterThan(6).containsOnly("passed");
	}

	@Test
	@DisplayName("WebFlux (pages, form login, JWT, catch-all advice, event streams, WebSocket, scheduling): its other tests, with the starter and without")
	void webFlux() {
		ordinary("notes");
	}

	@Test
	@DisplayName("pages (Thymeleaf, form login, JPA, error pages): their limits")
	void limitsOfThePages() {
		assertThat(reports("shop", "surefire-reports").tests(LIMITS)).hasSizeGreaterThan(6).containsOnly("passed");
	}

	@Test
	@DisplayName("pages (Thymeleaf, form login, JPA, error pages): their other tests, with the starter and without")
	void pages() {
		ordinary("shop");
	}

	@Test
	@DisplayName("Kotlin: suspending functions and fallbacks, flows, default parameters, value classes")
	void kotlin() {
		assertThat(new Reports(Path.of(System.getProperty("applications"), "kotlin", "target", "surefire-reports"))
			.tests((test) -> test.endsWith("KotlinTests") || test.endsWith("HandlersTests"))).hasSize(16)
			.containsOnly("passed");
	}

	private static void ordinary(String application) {
		Reports without = reports(application, "surefire-reports-without-starter");
		assertThat(without.tests(LIMITS)).isEmpty();
		assertThat(without.tests(LIMITS.negate())).hasSizeGreaterThan(25)
			.containsOnly("passed")
			.isEqualTo(reports(application, "surefire-reports").tests(LIMITS.negate()));
	}

	private static Reports reports(String application, String folder) {
		return new Reports(
				Path.of(System.getProperty("applications"), "applications", application, "target", folder));
	}

}
