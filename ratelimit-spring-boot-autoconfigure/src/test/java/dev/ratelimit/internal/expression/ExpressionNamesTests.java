package dev.ratelimit.internal.expression;

import java.security.Principal;
import java.util.Map;
import java.util.stream.Stream;

import dev.ratelimit.InvalidConfigurationException;
import org.assertj.core.api.ThrowableAssertAlternative;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.aop.framework.ProxyFactory;
import org.springframework.core.ResolvableType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Names that nothing has are mistakes, as far as types are known.
 */
class ExpressionNamesTests extends ExpressionsOfACall {

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
			new no.such.Type(ip)     | unknown type 'no.such.Type'
			new java.lang.Strin(ip)  | unknown type 'java.lang.Strin'
			new Strin[3]             | unknown type 'Strin'
			{new Date(ip)}           | unknown type 'Date'
			new String(iq)           | unknown name 'iq'
			#soon.nam                | unknown property 'nam' of java.util.concurrent.CompletableFuture
			#mono.nme                | unknown property 'nme' of reactor.core.publisher.Mono
			#mono.nme()              | unknown method 'nme' of reactor.core.publisher.Mono
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
			"new int[3].length", "new String[] {ip}[0]", "new String(ip).length()", "#mono.hashCode()",
			"(ip + principal).length()", "#maybe?.length()", "#form.toString()", "#who.toString()", "#id.intValue()",
			"path.bytes.length", "T(java.util.Map$Entry).class" })
	void leavesOpenWhatOnlyTheCallKnows(String expression) {
		assertThat(compile(expression)).hasToString(expression);
	}

	@Test
	void listsKnownNames() {
		assertInvalid("iq").satisfies((ex) -> assertThat(ex.remedy()).isEqualTo(
				"Known names: #absent, #any, #chars, #form, #id, #maybe, #mono, #soon, #who, header, ip, path, pathVariable, principal"));
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
			X-Api-Key          | Write header['X-Api-Key'] for the header of that name. Known names:
			x-tenant           | Write header['x-tenant'] for the header of that name. Known names:
			Authorization      | Write header['Authorization'] for the header of that name. Known names:
			path = '/a'        | Expressions can only read; to compare, write path == '/a'
			#id++              | Expressions can only read
			principal.username | Write principal alone: it is the user's name, a text
			getPrincipal().name| Write principal alone: it is the user's name, a text
			""")
	void saysWhatToWriteInstead(String expression, String remedy) {
		assertInvalid(expression).satisfies((ex) -> assertThat(ex.remedy()).startsWith(remedy));
	}

	@Test
	void namesAProxiedBeanAndItsMembersAsTheyWereWritten() {
		ProxyFactory proxies = new ProxyFactory(new Plans());
		proxies.setProxyTargetClass(true);
		this.beans.addBean("proxied", proxies.getProxy());
		assertInvalid("@proxied.quota(ip)").withMessageContaining("'quota' of " + Plans.class.getTypeName() + ".")
			.satisfies((ex) -> assertThat(ex.remedy()).isEqualTo("Write one that the type has, such as of"));
		assertInvalid("@proxied.quota").satisfies((ex) -> assertThat(ex.remedy()).doesNotContain("$", "targetClass"));
		assertThat(compile("@proxied.of(ip) + @proxied.targetClass").toString()).isNotEmpty();
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

	/** The parser throws exceptions of its own, and others that it does not mean to. */
	@ParameterizedTest
	@MethodSource
	void refusesWhateverTheParserFailsAt(String expression) {
		assertInvalid(expression).withMessageContaining("is not a SpEL expression")
			.satisfies((ex) -> assertThat(ex.remedy()).startsWith("The parser says: ").hasSizeLessThan(400))
			.satisfies((ex) -> assertThat(ex.getMessage()).hasSizeLessThan(1000));
	}

	static Stream<String> refusesWhateverTheParserFailsAt() {
		return Stream.of("1.5e", "1e", "0x", "ip + " + "ip + ".repeat(3_000) + "ip", "(".repeat(9_000) + "ip");
	}

	private ThrowableAssertAlternative<InvalidConfigurationException> assertInvalid(String expression) {
		return assertThatExceptionOfType(InvalidConfigurationException.class).isThrownBy(() -> compile(expression));
	}

}
