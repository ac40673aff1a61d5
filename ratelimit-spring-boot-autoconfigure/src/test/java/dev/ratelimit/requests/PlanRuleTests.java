package dev.ratelimit.requests;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import com.nimbusds.jose.jwk.source.ImmutableSecret;
import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.requests.Wire.Response;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.oauth2.jose.jws.MacAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Rules and annotations by plan: a claim of a token, a header, what a bean says; and what
 * a limit has for those that name no key and no plan. Two calls without a plan, four on
 * the plan {@code pro}.
 */
@ExtendWith(OutputCaptureExtension.class)
class PlanRuleTests {

	private static final String LIMITS = """
			ratelimit:
			  limits:
			    two: { algorithm: fixed-window, rate: 2/365d, plans: { pro: { rate: 4/365d } } }
			    usual:
			      algorithm: fixed-window
			      rate: 2/365d
			      key: header['Key']
			      plan: header['Plan']
			      plans: { pro: { rate: 4/365d } }
			  web:
			    rules:
			      - { limits: two, paths: /claim, key: principal, plan: "claim['plan']" }
			      - { limits: two, paths: /header, key: "header['Key']", plan: "header['Plan']" }
			      - { limits: two, paths: /bean, key: "header['Key']", plan: "@plans.of(header['Key'])" }
			      - { limits: two, paths: /fixed, key: "header['Key']", plan: "'pro'" }
			      - { limits: usual, paths: /usual }
			""";

	private static final SecretKey SECRET = new SecretKeySpec(
			"a secret of the tests, long enough".getBytes(StandardCharsets.UTF_8), "HmacSHA256");

	private static final Running application = Running.start(Server.TOMCAT, true, LIMITS, Endpoints.class,
			Security.class);

	private final String key = UUID.randomUUID().toString();

	@AfterAll
	static void stop() {
		application.close();
	}

	private long admitted(String path, String... lines) {
		return application.statuses(6, "GET", path, lines).stream().filter((status) -> status == 200).count();
	}

	private String token(String plan) {
		JwtClaimsSet.Builder claims = JwtClaimsSet.builder().subject(this.key);
		if (plan != null) {
			claims.claim("plan", plan);
		}
		return "Authorization: Bearer " + new NimbusJwtEncoder(new ImmutableSecret<>(SECRET))
			.encode(JwtEncoderParameters.from(JwsHeader.with(MacAlgorithm.HS256).build(), claims.build()))
			.getTokenValue();
	}

	@Test
	void theClaimOfATokenNamesThePlan() {
		assertThat(admitted("/claim", token("pro"))).isEqualTo(4);
		assertThat(admitted("/claim", token(null))).isZero();
	}

	@Test
	void aTokenWithoutTheClaimIsOnTheLimitsOwnTerms() {
		assertThat(admitted("/claim", token(null))).isEqualTo(2);
		assertThat(admitted("/claim", token("pro"))).isEqualTo(2);
	}

	@Test
	void aHeaderNamesThePlanAndTheHeadersShowItsQuota() {
		Response onPlan = application.send("GET", "/header", "Key: " + this.key, "Plan: pro");
		assertThat(onPlan.header("RateLimit-Policy")).containsExactly("\"two\";q=4;w=31536000");
		assertThat(onPlan.header("RateLimit").get(0)).startsWith("\"two\";r=3;");
		assertThat(admitted("/header", "Key: " + this.key, "Plan: pro")).isEqualTo(3);
	}

	@Test
	void anUnknownPlanIsLoggedOncePerName(CapturedOutput output) {
		String made = "made-up-" + this.key;
		assertThat(admitted("/header", "Key: " + this.key, "Plan: " + made)).isEqualTo(2);
		assertThat(output.getOut().split(made, -1)).hasSize(2);
		assertThat(output).contains("ratelimit.web.rules[1].plan", "The plans are: pro");
	}

	@Test
	void aBeanNamesThePlanAndOneThatThrowsLeavesTheLimitsOwnTerms() {
		assertThat(admitted("/bean", "Key: good-" + this.key)).isEqualTo(4);
		assertThat(admitted("/bean", "Key: bad-" + this.key)).isEqualTo(2);
	}

	@Test
	void aPlanThatIsWrittenOutHoldsForEveryCall() {
		assertThat(admitted("/fixed", "Key: " + this.key)).isEqualTo(4);
	}

	@Test
	void aRuleThatNamesNoKeyAndNoPlanTakesThoseOfItsLimit() {
		assertThat(admitted("/usual", "Key: " + this.key)).isEqualTo(2);
		assertThat(admitted("/usual", "Key: " + this.key, "Plan: pro")).isEqualTo(2);
		assertThat(admitted("/usual", "Key: another-" + this.key, "Plan: pro")).isEqualTo(4);
	}

	@Test
	void anAnnotationThatNamesNoKeyAndNoPlanTakesThoseOfItsLimit() {
		assertThat(admitted("/annotated-usual", "Key: " + this.key)).isEqualTo(2);
		assertThat(admitted("/annotated-usual", "Key: another-" + this.key, "Plan: pro")).isEqualTo(4);
	}

	@Test
	void anAnnotationNamesThePlan() {
		assertThat(admitted("/annotated", "Key: " + this.key, "Plan: pro")).isEqualTo(4);
		assertThat(admitted("/annotated", "Key: another-" + this.key)).isEqualTo(2);
	}

	@Test
	void aKeyWithTheMethodTellsMethodsApart() {
		List<String> lines = List.of("Key: " + this.key);
		for (String path : List.of("/by-method", "/by-other-method")) {
			assertThat(admitted(path, lines.toArray(String[]::new))).isEqualTo(2);
		}
	}

	@Configuration(proxyBeanMethods = false)
	static class Security {

		@Bean
		Plans plans() {
			return new Plans();
		}

		@Bean
		JwtDecoder tokens() {
			return NimbusJwtDecoder.withSecretKey(SECRET).build();
		}

		@Bean
		SecurityFilterChain chain(HttpSecurity http) {
			return http.authorizeHttpRequests((requests) -> requests.anyRequest().permitAll())
				.oauth2ResourceServer((server) -> server.jwt(Customizer.withDefaults()))
				.build();
		}

	}

	public static class Plans {

		public String of(String customer) {
			if (customer.startsWith("bad")) {
				throw new IllegalStateException("no database");
			}
			return "pro";
		}

	}

	@RestController
	static class Endpoints {

		@GetMapping({ "/claim", "/header", "/bean", "/fixed", "/usual" })
		String page() {
			return "";
		}

		@RateLimited("usual")
		@GetMapping("/annotated-usual")
		String annotatedAsUsual() {
			return "";
		}

		@RateLimited(value = "two", key = "header['Key']", plan = "header['Plan']")
		@GetMapping("/annotated")
		String annotated() {
			return "";
		}

		@RateLimited(value = "two", key = "#method + header['Key']")
		@GetMapping("/by-method")
		String byMethod() {
			return "";
		}

		@RateLimited(value = "two", key = "#method + header['Key']")
		@GetMapping("/by-other-method")
		String byOtherMethod() {
			return "";
		}

	}

}
