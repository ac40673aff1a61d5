package dev.ratelimit.internal.expression;

import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.ratelimit.internal.text.NearestName;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.expression.spel.ast.MethodReference;
import org.springframework.expression.spel.ast.PropertyOrFieldReference;

/**
 * The names behind a dot, checked as far as types are known. An interface or abstract
 * type may turn out to have more members, so of its own only what looks mistyped is a
 * mistake.
 *
 * @param written the expression
 * @param root the type of the expression's root, which has no more members than it shows
 */
record MemberNames(WrittenExpression written, ResolvableType root) {

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
		return (found != null) ? found : missing("property", name, members, members.propertyNames());
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
		return method(method.getName(), method.getChildCount(), members);
	}

	ResolvableType method(String name, int arguments, Members members) {
		ResolvableType found = members.method(name, arguments);
		if (found == null && members.hasMethod(name) && !mayHaveMore(members)) {
			throw this.written.mistake("calls method '%s' of %s with %d argument%s".formatted(name, members.describe(),
					arguments, (arguments == 1) ? "" : "s"), "No method of that name takes so many");
		}
		return (found != null) ? found : missing("method", name, members, members.methodNames());
	}

	private static @Nullable Members members(ResolvableType type) {
		boolean statics = type.resolve() == Class.class && type.hasGenerics() && type.getGeneric().resolve() != null;
		return statics ? new Members(type.getGeneric(), true) : Members.of(type);
	}

	private ResolvableType missing(String kind, String name, Members members, Set<String> known) {
		if (mayHaveMore(members) && NearestName.hint(name, known).isEmpty()) {
			return ResolvableType.NONE;
		}
		throw this.written.mistake("has an unknown %s '%s' of %s%s".formatted(kind, name, members.describe(),
				NearestName.hint(name, known)), "Write one that the type has" + listed(known));
	}

	private boolean mayHaveMore(Members members) {
		return members.isOpen() && members.type() != this.root;
	}

	private static String listed(Set<String> known) {
		List<String> some = known.stream().limit(20).toList();
		return some.isEmpty() ? "" : ", such as " + String.join(", ", some);
	}

}
