package dev.ratelimit.internal.expression;

import java.security.Principal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.internal.address.AddressBlocks;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.core.ResolvableType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class ExpressionsTests {

	private static final Map<String, ResolvableType> TYPES = Map.of("form", ResolvableType.forClass(Form.class), "id",
			ResolvableType.forClass(Integer.class), "who", ResolvableType.forClass(Principal.class), "any",
			ResolvableType.forClass(Object.class), "absent", ResolvableType.NONE, "chars",
			ResolvableType.forClass(char[].class), "maybe",
			ResolvableType.forClassWithGenerics(Optional.class, String.class));

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
			canonicl(ip)             | unknown method 'canonicl'
			canonical()              | with 0 arguments
			canonical(ip, ip)        | with 2 arguments
			ipIn('10.0.0.0/33')      | '10.0.0.0/33' is no block
			ipIn(ip, 'nowhere')      | 'nowhere' is no block
			principal.username       | unknown property 'username' of java.lang.String
			ip.toUpperCas()          | unknown method 'toUpperCas' of java.lang.String (did you mean 'toUpperCase'?)
			ip?.lenth()              | unknown method 'lenth' of java.lang.String (did you mean 'length'?)
			ip.charAt()              | with 0 arguments
			ip.trim().size           | unknown property 'size' of java.lang.String
			header.Authorization     | of a map
			header['X'].token        | unknown property 'token' of java.lang.String
			'text'.foo               | unknown property 'foo' of java.lang.String
			#form.user               | unknown property 'user' of
			#form.usrname            | (did you mean 'username'?)
			#form.tags[0].foo        | unknown property 'foo' of java.lang.String
			#form.tags.![foo]        | unknown property 'foo' of java.lang.String
			#form.tags.siz()         | unknown method 'siz' of java.util.List (did you mean 'size'?)
			@nosuch.key(ip)          | unknown bean '@nosuch'
			@nosuch                  | unknown bean '@nosuch'
			@plans.off(ip)           | unknown method 'off' of
			@plans.of(ip).foo        | unknown property 'foo' of java.lang.String
			@plans.of()              | with 0 arguments
			T(no.such.Type).of(ip)   | unknown type 'no.such.Type'
			T(java.lang.Math).mox(1) | unknown method 'mox' of java.lang.Math
			#who.nam                 | unknown property 'nam' of java.security.Principal (did you mean 'name'?)
			#chars.length.foo        | unknown property 'foo' of java.lang.Integer
			""")
	void refusesUnknownNames(String expression, String problem) {
		assertInvalid(expression).withMessageStartingWith("rules[0].key").withMessageContaining(problem);
	}

	/** Of what a type does not say more may be there when it is called. */
	@ParameterizedTest
	@ValueSource(strings = { "#who.authorities", "#who.attribute('a')", "#who.tenant.id", "#any.whatever",
			"#any.of(ip)", "#form.any.whatever", "#form.tags.![length()]",
			"#form.tags.?[#this.length() > 1][0].toUpperCase()", "#form.class.name",
			"@plans.of(ip).toUpperCase().length()", "T(java.lang.Math).max(1, #id)", "T(java.lang.Math).name",
			"#chars[0]", "#chars.length", "#form.names['a'].length()", "{1, 2}.size()", "new java.util.Date(5).time",
			"(ip + principal).length()", "#maybe?.length()", "#form.toString()", "#who.toString()", "#id.intValue()",
			"path.bytes.length", "T(java.util.Map$Entry).class" })
	void leavesOpenWhatOnlyTheCallKnows(String expression) {
		assertThat(compile(expression)).hasToString(expression);
	}

	@Test
	void listsKnownNames() {
		assertInvalid("iq").satisfies((ex) -> assertThat(ex.remedy()).isEqualTo(
				"Known names: #absent, #any, #chars, #form, #id, #maybe, #who, header, ip, path, pathVariable, principal"));
	}

	@Test
	void knowsNoNamesOfTheRequestWithoutRoot() {
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> this.expressions.compile("there", "ip", null, Map.of("p0", ResolvableType.NONE)))
			.satisfies((ex) -> assertThat(ex.remedy()).contains("Known names: #p0").contains("web application"));
		assertThatExceptionOfType(InvalidConfigurationException.class)
			.isThrownBy(() -> this.expressions.compile("there", "ipIn('10.0.0.0/8')", null, Map.of()));
		assertThat(this.expressions.compile("there", "canonical(#p0)", null, Map.of("p0", ResolvableType.NONE))
			.key(null, Map.of("p0", " A"))).isEqualTo("a");
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

	private CallExpression compile(String expression) {
		return this.expressions.compile("rules[0].key", expression, Root.class, TYPES);
	}

	private ThrowableAssertAlternative<InvalidConfigurationException> assertInvalid(String expression) {
		return assertThatExceptionOfType(InvalidConfigurationException.class).isThrownBy(() -> compile(expression));
	}

	private static Map<String, Object> variables() {
		return Map.of("form", new Form("bob", Arrays.asList("a", "b")), "id", 7);
	}

	public record Form(String username, List<String> tags) {

		public Map<String, String> getNames() {
			return Map.of("a", "b");
		}

		public Object getAny() {
			return this;
		}

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

		@Override
		public boolean ipIn(String... blocks) {
			return new AddressBlocks().contain(getIp(), blocks);
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
