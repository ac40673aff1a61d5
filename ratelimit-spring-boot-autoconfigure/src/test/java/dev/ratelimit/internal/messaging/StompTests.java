package dev.ratelimit.internal.messaging;

import java.util.List;

import dev.ratelimit.requests.SpringSecurity;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.simp.stomp.StompHeaders;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Messages over real WebSockets: a refusal is told as the framework tells of errors, and
 * the session stays open. Each test has users of its own.
 */
@ExtendWith(OutputCaptureExtension.class)
class StompTests {

	private static ConfigurableApplicationContext application;

	@BeforeAll
	static void start() {
		application = new SpringApplicationBuilder(AutoConfigured.class, ChatApplication.class)
			.properties("server.port=0", "spring.main.banner-mode=off", "ratelimit.limits.two.rate=2/1h",
					"ratelimit.limits.rule.rate=2/1h", "ratelimit.limits.many.rate=3/1h",
					"ratelimit.messaging.refusal-destination=/queue/refusals",
					"ratelimit.messaging.rules[0].limits=many",
					"ratelimit.messaging.rules[0].destinations=/app/ruled,/topic/**",
					"ratelimit.messaging.rules[1].limits=rule", "ratelimit.messaging.rules[1].destinations=/app/r*",
					"ratelimit.messaging.rules[1].exclude=/app/room/*",
					"ratelimit.messaging.rules[1].condition=header['free'] != 'yes'",
					"spring.autoconfigure.exclude=" + SpringSecurity.AUTO_CONFIGURATIONS)
			.run();
	}

	@AfterAll
	static void stop() {
		application.close();
	}

	private static Stomp connect(String user) throws Exception {
		return Stomp.connect(application.getEnvironment().getRequiredProperty("local.server.port", Integer.class),
				user);
	}

	@Test
	void anAnnotatedHandlerCountsPerUserAndRefusalsReachItsExceptionHandler() throws Exception {
		try (Stomp alice = connect("alice"); Stomp alicesPhone = connect("alice"); Stomp bob = connect("bob")) {
			alice.send("/app/told", "1");
			alice.send("/app/told", "2");
			assertThat(List.of(alice.next(), alice.next())).containsExactly("told 1", "told 2");
			alice.send("/app/told", "3");
			assertThat(alice.next()).isEqualTo("refused by two");
			assertThat(alice.isServed()).isTrue();
			alicesPhone.send("/app/told", "4");
			assertThat(alicesPhone.next()).isEqualTo("refused by two");
			bob.send("/app/told", "1");
			assertThat(bob.next()).isEqualTo("told 1");
		}
	}

	@Test
	void aRefusalThatNobodyHandlesIsToldAndNoErrorAndClosesNothing(CapturedOutput output) throws Exception {
		try (Stomp carol = connect("carol")) {
			for (int i = 0; i < 3; i++) {
				carol.send("/app/say", "" + i);
			}
			assertThat(List.of(carol.next(), carol.next())).containsExactly("said 0", "said 1");
			assertThat(carol.next()).contains("\"status\":429", "\"violated-policies\":[\"two\"]",
					"\"destination\":\"/app/say\"", "\"retryAfter\":1");
			assertThat(carol.isServed()).isTrue();
			assertThat(output).doesNotContain("ERROR").doesNotContain("RateLimitExceededException");
		}
	}

	@Test
	void withoutAUserTheAddressCountsWhateverTheSession() throws Exception {
		try (Stomp first = connect(""); Stomp second = connect("")) {
			first.send("/app/say", "1");
			first.send("/app/say", "2");
			assertThat(List.of(first.next(), first.next())).containsExactly("said 1", "said 2");
			second.send("/app/say", "3");
			assertThat(second.next()).contains("429");
			assertThat(second.isServed()).isTrue();
		}
	}

	@Test
	void aHandlersKeyMayNameDestinationHeaderAndUser() throws Exception {
		try (Stomp dave = connect("dave")) {
			for (String colour : List.of("red", "red", "red", "blue")) {
				dave.send(headers("/app/room/1", "Colour", colour), colour);
			}
			dave.send(headers("/app/room/2", "Colour", "red"), "again");
			assertThat(List.of(dave.next(), dave.next())).containsExactly("in room red", "in room red");
			assertThat(List.of(dave.next(), dave.next(), dave.next()))
				.anyMatch((refusal) -> refusal.contains("/app/room/1"))
				.contains("in room blue", "in room again");
		}
	}

	@Test
	void aHandlersKeyMayBeTheSessionAndItsCostThePayloads() throws Exception {
		try (Stomp erin = connect("erin"); Stomp again = connect("erin")) {
			erin.send("/app/long", "x".repeat(20));
			assertThat(erin.next()).startsWith("long x");
			erin.send("/app/long", "y".repeat(10));
			assertThat(erin.next()).contains("429");
			again.send("/app/long", "z".repeat(20));
			assertThat(again.next()).startsWith("long z");
		}
	}

	@Test
	void anAnnotatedSubscriptionIsRefusedAndTheSessionStays() throws Exception {
		try (Stomp frank = connect("frank")) {
			frank.subscribe("/app/news");
			assertThat(frank.next()).isEqualTo("news");
			frank.subscribe("/app/news");
			assertThat(frank.next()).isEqualTo("news");
			frank.subscribe("/app/news");
			assertThat(frank.next()).contains("429", "/app/news");
			assertThat(frank.isServed()).isTrue();
		}
	}

	@Test
	void aRuleDropsWhatIsOverItAndTheSessionStays(CapturedOutput output) throws Exception {
		try (Stomp gina = connect("gina"); Stomp hugo = connect("hugo")) {
			gina.send("/app/ruled", "1");
			assertThat(gina.next()).isEqualTo("ruled 1");
			gina.send("/app//ruled", "2");
			assertThat(gina.next()).as("read as the handler's mapping is").isEqualTo("ruled 2");
			gina.send("/app///ruled", "3");
			assertThat(gina.next()).contains("429", "[\"rule\"]");
			gina.send(headers("/app/ruled", "free", "yes"), "of the second rule");
			assertThat(gina.next()).as("the refusal spent nothing of the first").isEqualTo("ruled of the second rule");
			gina.send(headers("/app/ruled", "free", "yes"), "of the second rule");
			assertThat(gina.next()).contains("429", "[\"many\"]");
			assertThat(gina.isServed()).isTrue();
			hugo.send("/app/ruled", "1");
			assertThat(hugo.next()).isEqualTo("ruled 1");
			assertThat(output).doesNotContain("ERROR");
		}
	}

	@Test
	void aRuleCountsSubscriptions() throws Exception {
		try (Stomp ida = connect("ida")) {
			for (int i = 0; i < 3; i++) {
				ida.subscribe("/topic/" + i);
			}
			ida.subscribe("/topic/3");
			assertThat(ida.next()).contains("429", "\"destination\":\"/topic/3\"");
			assertThat(ida.isServed()).isTrue();
		}
	}

	private static StompHeaders headers(String destination, String name, String value) {
		StompHeaders headers = new StompHeaders();
		headers.setDestination(destination);
		headers.add(name, value);
		return headers;
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class AutoConfigured {

	}

}
