package dev.ratelimit.internal.expression;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

import dev.ratelimit.InvalidConfigurationException;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.StaticListableBeanFactory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ExpressionsTests {

	private final StaticListableBeanFactory beans = new StaticListableBeanFactory();

	private final Expressions expressions = new Expressions(this.beans);

	ExpressionsTests() {
		this.beans.addBean("plans", new Plans());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', commentCharacter = '%', textBlock = """
			ip                                         | 192.0.2.1
			principal                                  | alice
			header['X-Api-Key']                        | k1
			header["x-api-key"]                        | k1
			header['Absent']                           |
			path                                       | /a
			#root.path                                 | /a
			#this.ip                                   | 192.0.2.1
			getIp()                                    | 192.0.2.1
			ip + ':' + #form.username                  | 192.0.2.1:bob
			#form.username                             | bob
			#form.username()                           | bob
			#id                                        | 7
			#form                                      | Form[username=bob, tags=[a, b]]
			@plans.of(#form.username)                  | plan of bob
			T(java.lang.String).valueOf(#id)           | 7
			'everybody'                                | everybody
			''                                         |
			1 + 1                                      | 2
			#form.tags.![toUpperCase()][0]             | A
			#form.tags.?[#this == 'b'][0]              | b
			#form.tags.![length() + #id][0]            | 8
			{name: ip}[name]                           | 192.0.2.1
			pathVariable[id]                           | 42
			principal?.length() > 3 ? principal : ip   | alice
			""")
	void readsKeys(String expression, @Nullable String key) {
		CallExpression compiled = compile(expression);
		assertThat(compiled.key(new Root(), variables())).isEqualTo(key);
		assertThat(compiled).hasToString(expression);
	}

	@Test
	void answersTheSameOnceSpelHasCompiledItself() {
		CallExpression compiled = compile("#form.username + path + @plans.of(ip)");
		for (int i = 0; i < 500; i++) {
			String user = "user" + i;
			assertThat(compiled.key(new Root(), Map.of("form", new Form(user, List.of()))))
				.isEqualTo(user + "/aplan of 192.0.2.1");
		}
	}

	@Test
	void readsDirectlyWhatSpelWouldReadTheSame() {
		for (String expression : List.of("ip", "principal", "header['X-Api-Key']", "#id")) {
			assertThat(compile(expression).key(null, Map.of())).as(expression).isNull();
		}
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', commentCharacter = '%', textBlock = """
			iq                       | unknown name 'iq' (did you mean 'ip'?)
			Principal.name           | unknown name 'Principal' (did you mean 'principal'?)
			form.username            | unknown name 'form' (did you mean '#form'?)
			ip + quite               | unknown name 'quite'
			#form.username + #frm    | unknown variable '#frm' (did you mean '#form'?)
			#form[#x]                | unknown variable '#x'
			#form.with(iq)           | unknown name 'iq' (did you mean 'ip'?)
			#form.tags.![#i + #this] | unknown variable '#i' (did you mean '#id'?)
			#root.iq                 | unknown name 'iq' (did you mean 'ip'?)
			#form.tags.![#root.iq]   | unknown name 'iq' (did you mean 'ip'?)
			#this.iq                 | unknown name 'iq' (did you mean 'ip'?)
			getIq()                  | unknown method 'getIq'
			{a: b}                   | unknown name 'b'
			#hash(ip)                | unknown function '#hash'
			#id = 5                  | assigns
			#id++                    | assigns
			class                    | unknown name 'class'
			""")
	void refusesUnknownNames(String expression, String problem) {
		assertInvalid(expression).withMessageStartingWith("rules[0].key: the expression '" + expression + "' ")
			.withMessageContaining(problem);
	}

	@Test
	void listsKnownNames() {
		assertInvalid("iq").satisfies((ex) -> assertThat(ex.remedy())
			.isEqualTo("Known names: #form, #id, header, ip, path, pathVariable, principal"));
	}

	@Test
	void knowsNoNamesOfTheRequestWithoutRoot() {
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> this.expressions.compile("there", "ip", null, Set.of("p0")))
			.satisfies((ex) -> assertThat(ex.remedy()).contains("Known names: #p0").contains("web application"));
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> this.expressions.compile("there", "toString()", null, Set.of()));
	}

	@ParameterizedTest
	@ValueSource(strings = { "ip +", "#{ip}", "'a", "(", " ", "1 / 0", "a b" })
	void refusesWhatIsNoExpression(String expression) {
		assertInvalid(expression).withMessageContaining("'" + expression + "'");
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', commentCharacter = '%', textBlock = """
			principal                       | true
			#root.principal                 | true
			#this.principal                 | true
			getPrincipal()                  | true
			'x' + principal?.toUpperCase()  | true
			#form.tags.![#root.principal]   | true
			#form.tags.contains(principal)  | true
			header['principal']             | false
			header[principal]               | false
			'principal'                     | false
			#form.tags.![principal]         | false
			{principal: ip}                 | false
			""")
	void knowsWhatIsMentioned(String expression, boolean mentioned) {
		assertThat(compile(expression).mentions("principal")).isEqualTo(mentioned);
	}

	@Test
	void resolvesBeansWhenEvaluated() {
		CallExpression compiled = compile("@tenants.username");
		assertThat(compiled.key(null, Map.of())).isNull();
		this.beans.addBean("tenants", new Form("acme", List.of()));
		assertThat(compiled.key(null, Map.of())).isEqualTo("acme");
	}

	@Test
	void evaluatesNoUserInput() {
		Map<String, Object> variables = new HashMap<>(variables());
		String attack = "T(java.lang.Runtime).getRuntime()";
		variables.put("form", new Form(attack, List.of()));
		assertThat(compile("#form.username").key(new Root(), variables)).isEqualTo(attack);
		assertThat(compile("#form.username + ''").key(new Root(), variables)).isEqualTo(attack);
	}

	private CallExpression compile(String expression) {
		return this.expressions.compile("rules[0].key", expression, Root.class, Set.of("form", "id"));
	}

	private ThrowableAssertAlternative<InvalidConfigurationException> assertInvalid(String expression) {
		return assertThatExceptionOfType(InvalidConfigurationException.class).isThrownBy(() -> compile(expression));
	}

	private static Map<String, Object> variables() {
		return Map.of("form", new Form("bob", Arrays.asList("a", "b")), "id", 7);
	}

	public record Form(String username, List<String> tags) {

	}

	public static class Plans {

		public String of(String user) {
			return "plan of " + user;
		}

	}

	static class Root implements CallRoot {

		@Override
		public String getIp() {
			return "192.0.2.1";
		}

		@Override
		public String getPrincipal() {
			return "alice";
		}

		@Override
		public Map<String, String> getHeader() {
			Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
			headers.put("X-Api-Key", "k1");
			return headers;
		}

		public String getPath() {
			return "/a";
		}

		public Map<String, String> getPathVariable() {
			return Map.of("id", "42");
		}

		public void setSecret(String secret) {
		}

	}

}
