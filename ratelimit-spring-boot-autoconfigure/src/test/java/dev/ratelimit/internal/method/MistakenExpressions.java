package dev.ratelimit.internal.method;

import java.util.List;
import java.util.stream.Stream;

import dev.ratelimit.annotation.RateLimited;
import org.junit.jupiter.params.provider.Arguments;

import static org.junit.jupiter.params.provider.Arguments.arguments;

/**
 * Methods with mistakes in expressions, and what is said about each.
 */
final class MistakenExpressions {

	private MistakenExpressions() {
	}

	static Stream<Arguments> all() {
		return Stream.of(
				arguments(UnknownArgument.class, "@RateLimited(key) on %s.call(String)",
						"the expression '#usr' has an unknown variable '#usr' (did you mean '#user'?)",
						"Known names: #a0, #method, #p0, #user"),
				arguments(NoWeb.class, "@RateLimited(condition) on %s.call()", "unknown name 'ip'", "web application"),
				arguments(NoExpression.class, "@RateLimited(permits) on %s.call()", "'1 +' is not a SpEL expression",
						"parser"),
				arguments(TextPermits.class, "@RateLimited(permits) on %s.call()", "''5'' is text and no number", "5"),
				arguments(UnknownProperty.class, "@RateLimited(key) on %s.call(Form)",
						"unknown property 'usrname' of " + Form.class.getTypeName() + " (did you mean 'username'?)",
						"username"),
				arguments(UnknownMethod.class, "@RateLimited(permits) on %s.call(String)",
						"unknown method 'lenght' of java.lang.String (did you mean 'length'?)", "charAt"),
				arguments(UnknownElement.class, "@RateLimited(condition) on %s.call(List)",
						"unknown property 'user' of " + Form.class.getTypeName(), "username"),
				arguments(UnknownBean.class, "@RateLimited(key) on %s.call(String)", "unknown bean '@nosuch'", "bean"),
				arguments(NoCondition.class, "@RateLimited(condition) on %s.call()",
						"''yes'' is neither true nor false", "comparison"));
	}

	static class UnknownArgument {

		@RateLimited(key = "#usr")
		void call(String user) {
		}

	}

	static class NoWeb {

		@RateLimited(condition = "ip == null")
		void call() {
		}

	}

	static class NoExpression {

		@RateLimited(permits = "1 +")
		void call() {
		}

	}

	static class TextPermits {

		@RateLimited(permits = "'5'")
		void call() {
		}

	}

	static class NoCondition {

		@RateLimited(condition = "'yes'")
		void call() {
		}

	}

	public record Form(String username) {

	}

	static class UnknownProperty {

		@RateLimited(value = "one", key = "#form.usrname")
		void call(Form form) {
		}

	}

	static class UnknownMethod {

		@RateLimited(value = "one", permits = "#text.lenght()")
		void call(String text) {
		}

	}

	static class UnknownElement {

		@RateLimited(value = "one", condition = "#forms[0].user != null")
		void call(List<Form> forms) {
		}

	}

	static class UnknownBean {

		@RateLimited(value = "one", key = "@nosuch.key(#p0)")
		void call(String text) {
		}

	}

}
