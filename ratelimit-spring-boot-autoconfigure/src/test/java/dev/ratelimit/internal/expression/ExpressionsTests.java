package dev.ratelimit.internal.expression;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What expressions read, and what is known of them beforehand.
 */
class ExpressionsTests extends ExpressionsOfACall {

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
			canonical('  ALICE ')                      | alice
			canonical(#form.username) + ip             | bob192.0.2.1
			canonical(#absent)                         |
			canonical(#form.tags)                      | [a, b]
			#root.canonical(principal)                 | alice
			#form.tags.![#root.canonical(#this)][0]    | a
			ipIn('192.0.2.0/24') ? 'in' : 'out'        | in
			ipIn('10.0.0.0/8', '::/0') ? 'in' : 'out'  | out
			ipIn('10.0.0.0/8', '192.0.2.1') ? 'a' : 'b'| a
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
			#any.![principal]               | false
			{principal: ip}                 | false
			""")
	void knowsWhatIsMentioned(String expression, boolean mentioned) {
		assertThat(compile(expression).mentions("principal")).isEqualTo(mentioned);
	}

	@Test
	void resolvesBeansWhenEvaluated() {
		AtomicInteger made = new AtomicInteger();
		DefaultListableBeanFactory lazy = new DefaultListableBeanFactory();
		lazy.registerBeanDefinition("tenants", new RootBeanDefinition(Form.class, () -> {
			made.incrementAndGet();
			return new Form("acme", List.of());
		}));
		CallExpression compiled = new Expressions(lazy).compile("here", "@tenants.username", null, Map.of());
		assertThat(made).hasValue(0);
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

}
