package dev.ratelimit.internal.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.UnaryOperator;

import dev.ratelimit.Algorithm;
import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.Limit;
import dev.ratelimit.ManualTimeSource;
import dev.ratelimit.internal.check.Mistakes;
import dev.ratelimit.internal.expression.Expressions;
import dev.ratelimit.internal.http.RulePath.Reading;
import dev.ratelimit.internal.http.RulePath.Target;
import dev.ratelimit.internal.local.LocalRateLimiterRegistry;
import dev.ratelimit.internal.servlet.ServletCall;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPatternParser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class WebRulesTests {

	private static final Limit SMALL = Limit.of("login", Algorithm.TOKEN_BUCKET, "5/1m");

	private static final LocalRateLimiterRegistry limiters = new LocalRateLimiterRegistry(
			List.of(Limit.of("api", Algorithm.TOKEN_BUCKET, "100/1m"), SMALL),
			Map.of("api", Map.of("poor", Limit.of("api", Algorithm.TOKEN_BUCKET, "50/1m"))), null,
			new ManualTimeSource(), 100);

	@AfterAll
	static void close() {
		limiters.close();
	}

	private static WebRules compile(RuleDefinition... rules) {
		return WebRules.compile(NamedRule.list(List.of(rules)), limiters,
				new Expressions(new DefaultListableBeanFactory()), PathPatternParser.defaultInstance,
				ServletCall.NAMES);
	}

	/** A rule with one property set, beside a limit and a path. */
	private static RuleDefinition with(String property, String value) {
		UnaryOperator<String> text = (name) -> name.equals(property) ? value : null;
		List<String> limits = property.equals("limits") ? List.of(value.split(" ")) : List.of("api");
		List<String> paths = property.equals("paths") ? List.of(value) : List.of("/users/{id}/{*rest}");
		List<String> exclude = property.equals("exclude") ? List.of(value) : null;
		List<String> methods = property.equals("methods") ? List.of(value) : null;
		return new RuleDefinition(limits, paths, exclude, methods, text.apply("key"), text.apply("permits"),
				text.apply("condition"), null, text.apply("refund-when"), null, null, null);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '\0',
			value = { "limits | appi | unknown limit 'appi' (did you mean 'api'?). Known limits: api, login",
					"limits | api api | the limit 'api' is named twice", "paths | /{a | '/{a' is no path pattern",
					"exclude | /a/{ | '/a/{' is no path pattern",
					"methods | GETT | 'GETT' is no HTTP method (did you mean 'GET'?)",
					"permits | 101 | 101 permits can never be granted", "permits | -1 | a call cannot cost -1 permits",
					"permits | x+ | x+", "key | prinzipal | prinzipal", "key | #user | #user", "key | ' ' | empty",
					"condition | status == 200 | status", "refund-when | stattus == 200 | stattus" })
	void aMistakeNamesItsPropertyAndValue(String property, String value, String message) {
		RuleDefinition mistaken = with(property, value.replace("' '", " "));
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> compile(RuleDefinition.of("api", "/"), mistaken))
			.withMessageContaining(message)
			.satisfies((ex) -> assertThat(ex.where()).isEqualTo("ratelimit.web.rules[1]." + property));
	}

	@Test
	void allMistakesAreReportedAtOnce() {
		RuleDefinition first = new RuleDefinition(List.of("appi"), null, null, List.of("GETT"), "prinzipal", "1 +",
				"'yes'", null, "stattus == 200", null, null, null);
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> compile(first, RuleDefinition.of("api", "/"), with("permits", "101")))
			.satisfies((ex) -> assertThat(Mistakes.in(ex)).extracting(InvalidConfigurationException::where)
				.containsExactly("ratelimit.web.rules[0].limits", "ratelimit.web.rules[0].key",
						"ratelimit.web.rules[0].permits", "ratelimit.web.rules[0].condition",
						"ratelimit.web.rules[0].refund-when", "ratelimit.web.rules[0].paths",
						"ratelimit.web.rules[0].methods", "ratelimit.web.rules[2].permits"));
	}

	@Test
	void aRuleNeedsALimitAndAPath() {
		RuleDefinition noLimit = new RuleDefinition(null, List.of("/"), null, null, null, null, null, null, null, null,
				null, null);
		assertThatExceptionOfType(InvalidConfigurationException.class).isThrownBy(() -> compile(noLimit))
			.withMessageContaining("rules[0].limits")
			.withMessageContaining("api, login");
		RuleDefinition noPath = new RuleDefinition(List.of("api"), null, null, null, null, null, null, null, null, null,
				null, null);
		assertThatExceptionOfType(InvalidConfigurationException.class).isThrownBy(() -> compile(noPath))
			.withMessageContaining("rules[0].paths");
	}

	@Test
	void aPathVariableMustBeInSomePattern() {
		assertThat(compile(with("key", "pathVariable['id'] + pathVariable['rest']")).isEmpty()).isFalse();
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> compile(with("key", "pathVariable['idd']")))
			.withMessageContaining("pathVariable['idd'] is in none of its paths (did you mean 'id'?)")
			.withMessageContaining("The path variables are: id, rest");
		RuleDefinition none = new RuleDefinition(List.of("api"), List.of("/users"), null, null, "pathVariable['id']",
				null, null, null, null, null, null, null);
		assertThatExceptionOfType(InvalidConfigurationException.class).isThrownBy(() -> compile(none))
			.withMessageContaining("Write the path with the variable, such as /users/{id}");
	}

	@Test
	void eachSideOfSecurityHasItsRulesInOrder() {
		WebRules all = compile(with("key", "ip"), with("key", "principal"), with("key", "path"));
		assertThat(all.at(Stage.AUTO)).isSameAs(all);
		assertThat(all.at(Stage.BEFORE_AUTHENTICATION).all()).containsExactly(all.all().get(0), all.all().get(2));
		assertThat(all.at(Stage.AFTER_AUTHENTICATION).all()).containsExactly(all.all().get(1));
		assertThat(compile(with("key", "ip")).at(Stage.AFTER_AUTHENTICATION).isEmpty()).isTrue();
		assertThat(WebRules.none().isEmpty()).isTrue();
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", value = { "/a, -, /a", "/a, /ws/a, /a", "/b, /ws/b, /ws/b", "/b, /b, -",
			"/no, /ws/no, -", "/a, /ws/no, -", "/no, /ws/b, -", "/no, -, -" })
	void aRuleLooksAtThePathWithItsServletsPrefixAndWithout(String path, @Nullable String outer,
			@Nullable String matched) {
		PathContainer match = someRule().match(path(reading(path, outer)));
		assertThat((match != null) ? match.value() : null).isEqualTo(matched);
	}

	@ParameterizedTest
	@CsvSource(nullValues = "-", value = { "/x, /a, /a", "/a, /x, /a", "/x, /y, -", "/no, /a, /no", "/a, /no, /a",
			"/no, /ws/no, -", "/ws/a, /no, /ws/a" })
	void aRuleAppliesInAnyReadingUnlessAllAreExcluded(String sent, String mapped, @Nullable String matched) {
		PathContainer match = someRule().match(path(reading(sent, null), reading(mapped, null)));
		assertThat((match != null) ? match.value() : null).isEqualTo(matched);
	}

	private static WebRule someRule() {
		return compile(new RuleDefinition(List.of("api"), List.of("/a", "/ws/**", "/no"), List.of("/no", "/ws/no"),
				null, null, null, null, null, null, null, null, null))
			.all()
			.get(0);
	}

	private static Reading reading(String within, @Nullable String outer) {
		return new Reading(PathContainer.parsePath(within), (outer != null) ? PathContainer.parsePath(outer) : null);
	}

	private static RulePath path(Reading... readings) {
		return new RulePath(new Target("", "", null, null), List.of(readings), readings[readings.length - 1].within());
	}

	@Test
	void theStageFollowsFromTheExpressions() {
		RuleDefinition after = new RuleDefinition(List.of("api"), List.of("/"), null, null, null, null, null,
				Stage.AFTER_AUTHENTICATION, null, null, null, null);
		assertThat(compile(with("key", "ip"), with("key", "principal"), with("condition", "principal != null"),
				with("refund-when", "principal == null"), after)
			.all()).extracting(WebRule::stage)
			.containsExactly(Stage.BEFORE_AUTHENTICATION, Stage.AFTER_AUTHENTICATION, Stage.AFTER_AUTHENTICATION,
					Stage.AFTER_AUTHENTICATION, Stage.AFTER_AUTHENTICATION);
	}

	@Test
	void thePrincipalIsNotKnownBeforeAuthentication() {
		RuleDefinition rule = new RuleDefinition(List.of("api"), List.of("/"), null, null, "principal", null, null,
				Stage.BEFORE_AUTHENTICATION, null, null, null, null);
		assertThatExceptionOfType(InvalidConfigurationException.class).isThrownBy(() -> compile(rule))
			.withMessageContaining("ratelimit.web.rules[0].stage")
			.withMessageContaining("principal");
	}

	@Test
	void aCostOfAllThereIsIsLegal() {
		assertThat(compile(with("permits", "50")).isEmpty()).isFalse();
		assertThat(compile(with("permits", "0")).isEmpty()).isFalse();
	}

	@Test
	void onlyRulesThatCannotMatchAreLeftOut() {
		List<String> patterns = List.of("/**", "/a", "/a/**", "/a/b", "/a/b/**", "/a/{x}", "/a/*/c", "/{x}/b", "/a/b*",
				"/b/**", "/", "/a/", "/a/{*rest}", "b/c", "/a b/**", "/A/**", "/a/b/c");
		RuleDefinition[] rules = patterns.stream()
			.map((pattern) -> RuleDefinition.of("api", pattern))
			.toArray(RuleDefinition[]::new);
		WebRules compiled = compile(rules);
		Random random = new Random(7);
		String[] pieces = { "/", "/", "/", "a", "b", "c", "A", "a b", "%61", ";x=y", "a%20b", ".", "%2e" };
		int narrowed = 0;
		for (int i = 0; i < 5000; i++) {
			StringBuilder text = new StringBuilder("/");
			for (int n = random.nextInt(7); n > 0; n--) {
				text.append(pieces[random.nextInt(pieces.length)]);
			}
			RulePath path = path(reading(text.toString(), null));
			List<WebRule> matching = new ArrayList<>(compiled.all());
			matching.removeIf((rule) -> rule.match(path) == null);
			List<WebRule> candidates = new ArrayList<>(compiled.candidates(path));
			narrowed += compiled.all().size() - candidates.size();
			candidates.removeIf((rule) -> rule.match(path) == null);
			assertThat(candidates).as(text.toString()).isEqualTo(matching);
		}
		assertThat(narrowed).isGreaterThan(5000);
	}

	@Test
	void aRuleAmongManyIsFoundWithoutTryingThemAll() {
		RuleDefinition[] rules = new RuleDefinition[100];
		for (int i = 0; i < rules.length; i++) {
			rules[i] = RuleDefinition.of("api", "/api/v1/things" + i + "/**");
		}
		assertThat(compile(rules).candidates(path(reading("/api/v1/things42/7", null)))).hasSize(1);
	}

	@Test
	void whatAPathMatchesIsTheSameWhenItIsRemembered() {
		WebRules rules = compile(with("key", "pathVariable['id']"), RuleDefinition.of("api", "/**"));
		RulePath known = path(reading("/users/7/a", null));
		RulePath other = path(reading("/users/8/a", null));
		for (int i = 0; i < 2; i++) {
			assertThat(rules.matches(known)).extracting(RuleMatch::rule).isEqualTo(rules.all());
			assertThat(rules.matches(known).get(0).variables()).containsEntry("id", "7");
			assertThat(rules.matches(known).get(1).variables()).isEmpty();
			assertThat(rules.matches(other).get(0).variables()).containsEntry("id", "8");
		}
	}

}
