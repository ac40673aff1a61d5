package dev.ratelimit.autoconfigure;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import dev.ratelimit.internal.http.HeaderStyle;
import dev.ratelimit.internal.http.NamedRule;
import dev.ratelimit.internal.properties.ConfiguredRules;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.ImportAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.SystemEnvironmentPropertySource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Rules with names in real files, a profile's file and variables.
 */
class ConfiguredRulesTests {

	private static final String RULES = """
			ratelimit:
			  limits: { api: { rate: 100/1m }, login: { rate: 5/1m } }
			  web:
			    rules:
			      sign-in: { limits: login, paths: /login, methods: POST, headers: none }
			      zebra: { limits: api, paths: /zebra/** }
			      api: { limits: api, paths: /api/**, exclude: /api/health }
			""";

	@TempDir
	private Path folder;

	private ConfigurableApplicationContext start(String profile, Map<String, Object> variables, String... arguments)
			throws IOException {
		Files.writeString(this.folder.resolve("application.yml"), RULES);
		Files.writeString(this.folder.resolve("application-prod.yml"), profile);
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.properties("spring.config.location=" + this.folder.toUri(), "spring.main.banner-mode=off")
			.profiles("prod")
			.initializers((context) -> context.getEnvironment()
				.getPropertySources()
				.addAfter("systemProperties", new SystemEnvironmentPropertySource("test-systemEnvironment", variables)))
			.run(arguments);
	}

	private static List<NamedRule> rules(ConfigurableApplicationContext context) {
		return context.getBean(ConfiguredRules.class).rules();
	}

	@Test
	void rulesStandInWrittenOrder() throws IOException {
		try (ConfigurableApplicationContext context = start("", Map.of())) {
			assertThat(rules(context)).extracting(NamedRule::name).containsExactly("sign-in", "zebra", "api");
			assertThat(rules(context).get(0).where()).isEqualTo("ratelimit.web.rules.sign-in");
			assertThat(rules(context).get(0).rule().headers()).isEqualTo(HeaderStyle.NONE);
			assertThat(rules(context).get(2).rule().exclude()).containsExactly("/api/health");
		}
	}

	@Test
	void aProfileChangesOneRuleInItsPlaceAndAddsItsOwnAtTheEnd() throws IOException {
		String profile = """
				ratelimit.web.rules:
				  more: { limits: api, paths: /more }
				  api: { permits: 2 }
				  zebra: { paths: /horse }
				""";
		try (ConfigurableApplicationContext context = start(profile, Map.of())) {
			assertThat(rules(context)).extracting(NamedRule::name).containsExactly("sign-in", "zebra", "api", "more");
			assertThat(rules(context)).extracting((rule) -> rule.rule().permits()).containsExactly("1", "1", "2", "1");
			assertThat(rules(context).get(1).rule().paths()).containsExactly("/horse");
			assertThat(rules(context).get(2).rule().paths()).containsExactly("/api/**");
		}
	}

	@Test
	void aVariableAndAnArgumentChangeARuleInItsPlace() throws IOException {
		try (ConfigurableApplicationContext context = start("", Map.of("RATELIMIT_WEB_RULES_SIGNIN_PERMITS", "3",
				"RATELIMIT_WEB_RULES_ZEBRA_REFUNDWHEN", "status == 404"), "--ratelimit.web.rules.api.permits=4")) {
			assertThat(rules(context)).extracting(NamedRule::name).containsExactly("sign-in", "zebra", "api");
			assertThat(rules(context)).extracting((rule) -> rule.rule().permits()).containsExactly("3", "1", "4");
			assertThat(rules(context).get(1).rule().refundWhen()).isEqualTo("status == 404");
		}
	}

	@Test
	void aListAndNamesDoNotGoTogether() {
		assertThatExceptionOfType(Exception.class)
			.isThrownBy(() -> start("ratelimit.web.rules: [{ limits: api, paths: /x }]", Map.of()))
			.satisfies(
					(ex) -> assertThat(Failures.text(ex)).contains("ratelimit.web.rules", "sign-in", "Give each rule"));
	}

	@Test
	void aPropertyWithoutItsRuleIsToldFromAName() {
		assertThatExceptionOfType(Exception.class)
			.isThrownBy(() -> start("ratelimit.web.rules: { limits: api, paths: /x }", Map.of()))
			.satisfies((ex) -> assertThat(Failures.text(ex)).contains("with a dash", "a name of its own"));
		assertThatExceptionOfType(Exception.class)
			.isThrownBy(() -> start("ratelimit.web.rules.api: { limts: api }", Map.of()))
			.satisfies((ex) -> assertThat(Failures.text(ex)).contains("ratelimit.web.rules.api.limts", "limits"));
	}

	@ImportAutoConfiguration({ RateLimitAutoConfiguration.class, LocalRateLimitAutoConfiguration.class })
	static class Application {

	}

}
