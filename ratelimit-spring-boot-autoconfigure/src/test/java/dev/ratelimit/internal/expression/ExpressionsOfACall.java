package dev.ratelimit.internal.expression;

import java.security.Principal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;

import dev.ratelimit.internal.address.AddressBlocks;
import reactor.core.publisher.Mono;

import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.core.ResolvableType;

/**
 * Expressions of a call whose names and values are known.
 */
abstract class ExpressionsOfACall {

	static final Map<String, ResolvableType> TYPES = Map.of("form", ResolvableType.forClass(Form.class), "id",
			ResolvableType.forClass(Integer.class), "who", ResolvableType.forClass(Principal.class), "any",
			ResolvableType.forClass(Object.class), "absent", ResolvableType.NONE, "chars",
			ResolvableType.forClass(char[].class), "maybe",
			ResolvableType.forClassWithGenerics(Optional.class, String.class), "mono",
			ResolvableType.forClassWithGenerics(Mono.class, Form.class), "soon",
			ResolvableType.forClassWithGenerics(CompletableFuture.class, Form.class));

	final StaticListableBeanFactory beans = new StaticListableBeanFactory();

	final Expressions expressions = new Expressions(this.beans);

	ExpressionsOfACall() {
		this.beans.addBean("plans", new Plans());
	}

	CallExpression compile(String expression) {
		return this.expressions.compile("rules[0].key", expression, Root.class, TYPES);
	}

	static Map<String, Object> variables() {
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
