package dev.ratelimit.internal.method;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;

import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Tells which methods of beans proxies can intercept.
 */
final class ProxyReach {

	private static final String BEAN_METHOD = "org.springframework.context.annotation.Bean";

	private static final int VISIBLE_ELSEWHERE = Modifier.PUBLIC | Modifier.PROTECTED;

	private ProxyReach() {
	}

	/**
	 * What keeps every proxy from intercepting calls of a method. A final method runs on
	 * a class proxy itself, where it would find no fields set.
	 * @param method a method of the class
	 * @param type the class of the bean
	 * @return the reason; null if there is none
	 */
	static @Nullable String obstacle(Method method, Class<?> type) {
		if (isBeanMethod(method)) {
			return "it is a @Bean method, which the container calls once for each bean";
		}
		if (isPrivateOrStatic(method)
				|| (Modifier.isFinal(method.getModifiers()) && !isFinal(method.getDeclaringClass()))) {
			return "it is " + Modifier.toString(method.getModifiers());
		}
		if (ReflectionUtils.isEqualsMethod(method) || ReflectionUtils.isHashCodeMethod(method)) {
			return "proxies answer equals and hashCode themselves";
		}
		if (isHidden(method, type)) {
			return "it is package-private in %s, which is in another package than its bean's class"
				.formatted(method.getDeclaringClass().getName());
		}
		return null;
	}

	/** Whether all annotated methods of a class can be reached by some proxy. */
	static boolean canBeProxied(Class<?> type) {
		return !isFinal(type) || AnnotatedMethods.of(type)
			.keySet()
			.stream()
			.noneMatch((method) -> AnnotatedMethods.interfacesWith(method, type).isEmpty());
	}

	/**
	 * Whether a class can have no subclass, and so no proxy that is one.
	 * @param type the class
	 * @return true if it is final or sealed
	 */
	static boolean isFinal(Class<?> type) {
		return Modifier.isFinal(type.getModifiers()) || type.isSealed();
	}

	static boolean isBeanMethod(Method method) {
		return AnnotatedElementUtils.isAnnotated(method, BEAN_METHOD);
	}

	static boolean isPrivateOrStatic(Method method) {
		return Modifier.isPrivate(method.getModifiers()) || Modifier.isStatic(method.getModifiers());
	}

	private static boolean isHidden(Method method, Class<?> type) {
		Class<?> declaring = method.getDeclaringClass();
		return (method.getModifiers() & VISIBLE_ELSEWHERE) == 0
				&& (!declaring.getPackageName().equals(type.getPackageName())
						|| declaring.getClassLoader() != type.getClassLoader());
	}

}
