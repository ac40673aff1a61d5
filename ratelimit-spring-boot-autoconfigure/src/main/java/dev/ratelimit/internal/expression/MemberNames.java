package dev.ratelimit.internal.expression;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.ratelimit.internal.text.NearestName;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.expression.spel.SpelNode;
import org.springframework.expression.spel.ast.MethodReference;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;

/**
 * The names behind a dot, checked as far as types are known. An interface or abstract
 * type may turn out to have more members, so of its own only what looks mistyped is a
 * mistake.
 *
 * @param written the expression
 * @param scope what the expression can name; its root, request and response have no more
 * members than their types show
 */
record MemberNames(WrittenExpression written, ExpressionScope scope) {

	/**
	 * Checks a property of a type.
	 * @return the type of its value; {@link ResolvableType#NONE} if that is not known
	 */
	ResolvableType property(PropertyOrFieldReference property, ResolvableType type) {
		Members members = members(type);
		if (members == null || (property.isNullSafe() && type.resolve() == Optional.class)) {
			return ResolvableType.NONE;
		}
		String name = property.getName();
		ResolvableType found = members.property(name);
		if (found == null && members.isMap()) {
			throw this.written.mistake("reads property '" + name + "' of a map", "Write ['" + name + "']");
		}
		return (found != null) ? found : missing("property", property, name, members, members.propertyNames());
	}

	/**
	 * Checks a method of a type.
	 * @return the type of its value; {@link ResolvableType#NONE} if that is not known
	 */
	ResolvableType method(MethodReference method, ResolvableType type) {
		Members members = members(type);
		if (members == null || (method.isNullSafe() && type.resolve() == Optional.class)) {
			return ResolvableType.NONE;
		}
		return method(method, members);
	}

	ResolvableType method(MethodReference method, Members members) {
		String name = method.getName();
		int arguments = method.getChildCount();
		ResolvableType found = members.method(name, arguments);
		if (found == null && members.hasMethod(name) && !mayHaveMore(members)) {
			throw this.written.mistake("calls method '%s' of %s with %d argument%s".formatted(name, members.describe(),
					arguments, (arguments == 1) ? "" : "s"), "No method of that name takes so many");
		}
		return (found != null) ? found : missing("method", method, name, members, members.methodNames());
	}

	private static @Nullable Members members(ResolvableType type) {
		boolean statics = type.resolve() == Class.class && type.hasGenerics() && type.getGeneric().resolve() != null;
		return statics ? new Members(type.getGeneric(), true) : Members.of(type);
	}

	private ResolvableType missing(String kind, SpelNode member, String name, Members members, Set<String> known) {
		if (mayHaveMore(members) && NearestName.hint(name, known).isEmpty()) {
			return ResolvableType.NONE;
		}
		String owner = this.scope.propertyOf(members.type());
		String remedy = (owner != null) ? OtherStack.remedy(owner, member, this.scope.properties().keySet()) : null;
		String hint = (remedy != null) ? "" : NearestName.hint(name, known);
		throw this.written.mistake("has an unknown %s '%s' of %s%s".formatted(kind, name, members.describe(), hint),
				(remedy != null) ? remedy : "Write one that the type has" + listed(known));
	}

	private boolean mayHaveMore(Members members) {
		return members.isOpen() && members.type() != this.scope.root() && !isClosed(members.type());
	}

	private boolean isClosed(ResolvableType type) {
		String owner = this.scope.propertyOf(type);
		return owner != null && OtherStack.CLOSED.contains(owner);
	}

	private static String listed(Set<String> known) {
		List<String> some = known.stream().limit(20).toList();
		return some.isEmpty() ? "" : ", such as " + String.join(", ", some);
	}

}
