package dev.ratelimit.internal.expression;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * What SpEL finds in a type: its public methods, and the properties that are read by a
 * getter, a method of the same name as of a record, or a public field.
 *
 * @param type the type
 * @param statics whether it was written {@code T(type)}, so that only what is static
 * counts
 */
record Members(ResolvableType type, boolean statics) {

	/**
	 * The members of a type.
	 * @return null if nothing is known about it
	 */
	static @Nullable Members of(ResolvableType type) {
		Class<?> known = type.resolve();
		if (known == null || known == Object.class) {
			return null;
		}
		return new Members(type, false);
	}

	String describe() {
		return written().raw().getTypeName();
	}

	/** The members without those that a proxy by CGLIB adds. */
	private Members written() {
		Class<?> written = ClassUtils.getUserClass(raw());
		return (written != raw()) ? new Members(ResolvableType.forClass(written), this.statics) : this;
	}

	private Class<?> raw() {
		return this.type.resolve(Object.class);
	}

	/**
	 * Whether an object of the type may have more members than the type. Those of Reactor
	 * are abstract, but have none that anybody would name.
	 */
	boolean isOpen() {
		return !this.statics && !raw().getName().startsWith("reactor.core.publisher.")
				&& Modifier.isAbstract(raw().getModifiers()) && !raw().isArray() && !raw().isPrimitive() && !isMap();
	}

	boolean isMap() {
		return Map.class.isAssignableFrom(raw());
	}

	/** The type of a property, null if there is none of that name. */
	@Nullable ResolvableType property(String name) {
		if (raw().isArray() && name.equals("length")) {
			return ResolvableType.forClass(Integer.class);
		}
		String suffix = StringUtils.capitalize(name);
		for (String getter : List.of("get" + suffix, "is" + suffix, "get" + name, "is" + name, name)) {
			ResolvableType returned = method(getter, 0);
			if (returned != null) {
				return returned;
			}
		}
		return Arrays.stream(raw().getFields())
			.filter((field) -> field.getName().equals(name) && counts(field.getModifiers()))
			.findFirst()
			.map((field) -> ResolvableType.forField(field, this.type))
			.orElse(null);
	}

	/**
	 * The type that a method returns, unknown if its overloads return different ones.
	 * @return null if no method of that name takes so many arguments
	 */
	@Nullable ResolvableType method(String name, int arguments) {
		List<ResolvableType> returned = methods().filter((method) -> method.getName().equals(name))
			.filter((method) -> method.getParameterCount() == arguments
					|| (method.isVarArgs() && arguments >= method.getParameterCount() - 1))
			.map((method) -> ResolvableType.forMethodReturnType(method, raw()))
			.toList();
		if (returned.isEmpty()) {
			return null;
		}
		ResolvableType first = returned.get(0);
		boolean same = returned.stream().allMatch((other) -> first.resolve() == other.resolve());
		return same ? generic(first, name) : ResolvableType.NONE;
	}

	/** Puts in the type arguments that the type itself was declared with. */
	private ResolvableType generic(ResolvableType erased, String method) {
		return methods().filter((candidate) -> candidate.getName().equals(method))
			.findFirst()
			.map((found) -> ResolvableType.forType(found.getGenericReturnType(),
					this.type.as(found.getDeclaringClass())))
			.filter((resolved) -> resolved.resolve() != null)
			.orElse(erased);
	}

	boolean hasMethod(String name) {
		return methods().anyMatch((method) -> method.getName().equals(name));
	}

	Set<String> methodNames() {
		Set<String> names = new TreeSet<>();
		written().methods()
			.filter((method) -> method.getDeclaringClass() != Object.class)
			.map(Method::getName)
			.forEach(names::add);
		return names;
	}

	Set<String> propertyNames() {
		Set<String> names = new TreeSet<>();
		written().methods()
			.filter((method) -> method.getParameterCount() == 0 && method.getReturnType() != void.class)
			.filter((method) -> method.getDeclaringClass() != Object.class)
			.map((method) -> propertyName(method.getName()))
			.forEach(names::add);
		Arrays.stream(written().raw().getFields()).map(Field::getName).forEach(names::add);
		return names;
	}

	private String propertyName(String method) {
		for (String prefix : List.of("get", "is")) {
			if (method.startsWith(prefix) && method.length() > prefix.length()
					&& Character.isUpperCase(method.charAt(prefix.length()))) {
				return StringUtils.uncapitalizeAsProperty(method.substring(prefix.length()));
			}
		}
		return method;
	}

	private Stream<Method> methods() {
		Stream<Method> own = Arrays.stream(raw().getMethods());
		// An interface's objects have those of Object too; so has T(type) those of Class
		Collection<Method> more = this.statics ? List.of(Class.class.getMethods())
				: raw().isInterface() ? List.of(Object.class.getMethods()) : List.of();
		return Stream.concat(own.filter((method) -> counts(method.getModifiers())), more.stream())
			.filter((method) -> !method.isBridge());
	}

	private boolean counts(int modifiers) {
		return !this.statics || Modifier.isStatic(modifiers);
	}

}
