package dev.ratelimit.internal.expression;

import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.BeanUtils;
import org.springframework.beans.BeansException;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.ResolvableType;
import org.springframework.expression.EvaluationException;
import org.springframework.expression.TypeLocator;

/**
 * What an expression can name, with the types that are known.
 *
 * @param root the type whose properties and methods are named without {@code #}
 * @param properties the root's properties
 * @param variables types of what is named with {@code #}, {@link ResolvableType#NONE} for
 * an unknown one
 * @param beans where {@code @bean} is found
 * @param types where {@code T(type)} is found
 * @param absent properties that the root has for other applications only, and what they
 * would need
 */
record ExpressionScope(ResolvableType root, Map<String, ResolvableType> properties,
		Map<String, ResolvableType> variables, BeanFactory beans, TypeLocator types, Map<String, String> absent) {

	static ExpressionScope of(@Nullable Class<?> rootType, Map<String, ResolvableType> variables, BeanFactory beans,
			TypeLocator types, Map<String, String> absent) {
		Class<?> root = (rootType != null) ? rootType : CallFunctions.class;
		Map<String, ResolvableType> properties = new TreeMap<>();
		for (var property : BeanUtils.getPropertyDescriptors(root)) {
			if (property.getReadMethod() != null && !property.getName().equals("class")
					&& !absent.containsKey(property.getName())) {
				properties.put(property.getName(), ResolvableType.forMethodReturnType(property.getReadMethod(), root));
			}
		}
		return new ExpressionScope(ResolvableType.forClass(root), properties, variables, beans, types, absent);
	}

	Members rootMembers() {
		return new Members(this.root, false);
	}

	/** The root's property that has this very type; null if it is another value's. */
	@Nullable String propertyOf(ResolvableType type) {
		return this.properties.entrySet()
			.stream()
			.filter((property) -> property.getValue() == type)
			.map(Map.Entry::getKey)
			.findFirst()
			.orElse(null);
	}

	/** All that can be named alone. */
	Set<String> names() {
		Set<String> names = new TreeSet<>(this.properties.keySet());
		this.variables.keySet().forEach((variable) -> names.add("#" + variable));
		return names;
	}

	/** The type of a bean, null if there is none of that name. */
	@Nullable ResolvableType bean(String name) {
		if (!this.beans.containsBean(name)) {
			return null;
		}
		try {
			Class<?> type = this.beans.getType(name, false);
			return (type != null) ? ResolvableType.forClass(type) : ResolvableType.NONE;
		}
		catch (BeansException ex) {
			// Its own creation says what is wrong with it
			return ResolvableType.NONE;
		}
	}

	/** A type by its name, null if there is none. */
	@Nullable Class<?> type(String name) {
		try {
			return this.types.findType(name);
		}
		catch (EvaluationException ex) {
			return null;
		}
	}

}
