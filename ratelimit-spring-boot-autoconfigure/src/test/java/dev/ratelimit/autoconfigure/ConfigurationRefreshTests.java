package dev.ratelimit.autoconfigure;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.algorithm.LimitDecision;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.cloud.context.refresh.ContextRefresher;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * A file of limits that is edited while the application runs, and Spring Cloud's refresh.
 */
@ExtendWith(OutputCaptureExtension.class)
class ConfigurationRefreshTests {

	private static final String LIMITS = """
			ratelimit:
			  limits:
			    api: { rate: 10/1d, overrides: { vip: { capacity: 30 } } }
			    login: { algorithm: fixed-window, rate: 3/1d }
			""";

	@TempDir
	private Path directory;

	@Test
	void limitsFollowTheFileAndWhatTheEndpointChangedIsReplaced() throws Exception {
		try (OperatedApplication application = start()) {
			application.limiter("api").tryAcquire("bob", 5);
			application.post("/login", "{\"rate\": \"9/1d\"}");
			refresh(application, LIMITS.replace("10/1d", "20/1d"));
			assertThat(application.limiter("api").peek("bob").remaining()).isEqualTo(10);
			assertThat(LimitDecision.of(application.limiter("api").peek("vip")).policy().rate()).hasToString("20/1d");
			assertThat(application.limiter("login").peek("bob").quota()).isEqualTo(3);
			assertThat(application.json("").toString()).contains("\"changed\":false")
				.doesNotContain("\"changed\":true", "refreshFailure");
			application.post("/login", "{\"mode\": \"observe\"}");
			assertThat(application.limiter("login").peek("bob").quota()).as("the rate is not changed again")
				.isEqualTo(3);
			application.post("/api", "{\"mode\": \"observe\"}");
			assertThat(application.limiter("api").peek("bob").quota()).as("changed on top of the file").isEqualTo(20);
			application.post("/api", "{\"rate\": \"7/1d\"}");
			assertThat(application.limiter("api").peek("bob").quota()).isEqualTo(7);
			refresh(application, LIMITS.replace("10/1d", "20/1d"));
			assertThat(application.limiter("api").peek("bob").quota()).isEqualTo(20);
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|',
			textBlock = """
					rate: 3/1d             | rate: 3/0s           | ratelimit.limits.login.rate: Invalid rate '3/0s'
					rate: 3/1d             | rat: 3/1d            | ratelimit.limits.login.rat: there is no such property (did you mean 'rate'?)
					rate: 3/1d             | rate: 3/1d, capacity: 5 | only token-bucket has one
					fixed-window           | sliding-window-log   | ratelimit.limits.login.algorithm: it was changed from 'fixed-window' to 'sliding-window-log', which only a restart
					rate: 3/1d             | rate: 3/1d, mode: 1  | ratelimit.limits.login.mode: '1' is not one of its values
					fixed-window           | fixed-windw          | (did you mean 'fixed-window'?)
					login                  | logon                | ratelimit.limits.logon: the limit was added, which only a restart
					'    login: { algorithm: fixed-window, rate: 3/1d }' | '' | ratelimit.limits.login: the limit was removed
					""")
	void aBadValueLeavesAllAsItWasAndIsReported(String good, String bad, String problem, CapturedOutput output)
			throws Exception {
		try (OperatedApplication application = start()) {
			application.post("/login", "{\"rate\": \"9/1d\"}");
			refresh(application, LIMITS.replace("10/1d", "20/1d").replace(good, bad));
			RateLimiterRegistry registry = application.context.getBean(RateLimiterRegistry.class);
			assertThat(registry.limits().get("api").quota()).isEqualTo(10);
			assertThat(registry.limits().get("login").quota()).isEqualTo(9);
			assertThat(application.json("").path("refreshFailure").asString()).contains(problem);
			assertThat(output).contains("ERROR").contains("is not applied, all limits stay as they are");
			assertThat(application.post("/api", "{\"mode\": \"observe\"}").statusCode()).isEqualTo(200);
			assertThat(registry.limits().get("api").quota()).as("changed on top of what is in force").isEqualTo(10);
			refresh(application, LIMITS.replace("10/1d", "20/1d"));
			assertThat(registry.limits().get("api").quota()).isEqualTo(20);
			assertThat(application.json("").has("refreshFailure")).isFalse();
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			capacity: 30                    | capacity: 0                     | Invalid capacity (0)
			capacity: 30                    | rate: 3/0s                      | Invalid rate '3/0s'
			capacity: 30                    | rat: 3/1d                       | there is no such property
			vip: { capacity: 30 }           | Vip.X: { capacity: 30 }         | there is no such property
			vip: { capacity: 30 }           | '"[v ip@x]": { capacity: 0 }'   | Invalid capacity (0)
			vip: { capacity: 30 }           | v@ip: { capacity: 30 }          | would not read this name
			vip: { capacity: 30 }           | 'vip: { capacity: 30 }, Vip: { rate: 1/s }' | are the same name
			""")
	void underASecretWhatIsWrongIsSaidWithoutTheKey(String good, String bad, String problem, CapturedOutput output)
			throws Exception {
		try (OperatedApplication application = start("--ratelimit.hash-secret=pepper")) {
			refresh(application, LIMITS.replace(good, bad));
			assertThat(application.json("").path("refreshFailure").asString()).contains(problem)
				.containsPattern("overrides[.\\[][0-9a-f]{32}")
				.doesNotContainIgnoringCase("v ip", "vip", "v@ip");
			assertThat(output).contains("is not applied").doesNotContainIgnoringCase("v ip", "vip", "v@ip");
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', textBlock = """
			web                     | "ratelimit.web.headers": legacy
			web                     | "ratelimit.web.rules.first": { limits: api, paths: /** }
			messaging               | "ratelimit.messaging.refusal-destination": /queue/refusals
			fail-on-unlimited       | "ratelimit.fail-on-unlimited": true
			limits.api.key          | "ratelimit.limits.api.key": "'all'"
			limits.api.plan         | "ratelimit.limits.api.plan": "'none'"
			limits.login.on-failure | "ratelimit.limits.login.on-failure": deny
			""", quoteCharacter = '`')
	void aSettingThatNeedsARestartIsNamedAndTheLimitsAreApplied(String property, String yaml, CapturedOutput output)
			throws Exception {
		try (OperatedApplication application = start()) {
			refresh(application, LIMITS.replace("10/1d", "20/1d") + yaml + "\n");
			assertThat(application.limiter("api").peek("bob").quota()).isEqualTo(20);
			assertThat(output).containsOnlyOnce(" was changed in the configuration, which only a restart can apply")
				.contains("ratelimit.%s was changed".formatted(property));
		}
	}

	@Test
	void aRuleThatCannotBeReadLeavesAllAsItWas() throws Exception {
		try (OperatedApplication application = start()) {
			refresh(application,
					LIMITS.replace("10/1d", "20/1d") + "  web.rules.first: { limits: api, stage: never }\n");
			assertThat(application.limiter("api").peek("bob").quota()).isEqualTo(10);
			assertThat(application.json("").path("refreshFailure").asString())
				.contains("ratelimit.web.rules.first.stage");
		}
	}

	@Test
	void whereNothingIsLimitedNothingIsApplied(CapturedOutput output) throws Exception {
		try (OperatedApplication application = start("--ratelimit.enabled=false")) {
			refresh(application, LIMITS.replace("10/1d", "20/1d"));
			assertThat(output).contains("Rate limits are switched off").doesNotContain("is not applied");
		}
	}

	private OperatedApplication start(String... arguments) throws Exception {
		Path file = Files.writeString(this.directory.resolve("limits.yml"), LIMITS);
		return new OperatedApplication("",
				Stream.concat(Stream.of("--spring.config.import=file:" + file), Stream.of(arguments))
					.toArray(String[]::new));
	}

	private void refresh(OperatedApplication application, String yaml) throws Exception {
		Files.writeString(this.directory.resolve("limits.yml"), yaml);
		application.context.getBean(ContextRefresher.class).refresh();
	}

}
