package dev.ratelimit.internal.method;

import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.internal.text.NearestName;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.ResolvableType;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * The method that answers calls that are refused.
 *
 * @param method a method of the target
 * @param takesException whether it wants the exception after the call's arguments
 */
record Fallback(Method method, boolean takesException) {

	/**
	 * Finds and checks a fallback; of two that fit, the one that takes the exception.
	 * @throws InvalidConfigurationException if there is none of the name, or none that
	 * fits
	 */
	static Fallback find(String where, String name, Method limited, Class<?> type) {
		Method[] methods = ReflectionUtils.getUniqueDeclaredMethods(type, ReflectionUtils.USER_DECLARED_METHODS);
		List<Method> named = Arrays.stream(methods).filter((method) -> method.getName().equals(name)).toList();
		if (named.isEmpty()) {
			List<String> names = Arrays.stream(methods).map(Method::getName).distinct().sorted().toList();
			throw new InvalidConfigurationException(where,
					"there is no method '" + name + "'" + NearestName.hint(name, names) + " in " + type.getName(),
					"A fallback is a method of the same class, of any visibility: " + expected(name, limited));
		}
		return named.stream()
			.filter((method) -> !method.equals(limited) && fits(method, limited, type))
			.max(Comparator.comparingInt(Method::getParameterCount))
			.map((method) -> new Fallback(method, method.getParameterCount() > limited.getParameterCount()))
			.orElseThrow(() -> new InvalidConfigurationException(where,
					"the fallback '" + name + "' has other parameters or another return type",
					"It must be " + expected(name, limited)));
	}

	private static String expected(String name, Method limited) {
		String parameters = ClassUtils.classNamesToString(limited.getParameterTypes());
		return "%s %s(%s), optionally with a RateLimitExceededException as last parameter"
			.formatted(limited.getReturnType().getTypeName(), name, parameters.substring(1, parameters.length() - 1));
	}

	private static boolean fits(Method method, Method limited, Class<?> type) {
		int count = limited.getParameterCount();
		boolean takesException = method.getParameterCount() == count + 1
				&& method.getParameterTypes()[count] == RateLimitExceededException.class;
		if (!takesException && method.getParameterCount() != count) {
			return false;
		}
		for (int i = 0; i < count; i++) {
			if (parameter(method, i, type) != parameter(limited, i, type)) {
				return false;
			}
		}
		Class<?> wanted = ResolvableType.forMethodReturnType(limited, type).toClass();
		Class<?> given = ResolvableType.forMethodReturnType(method, type).toClass();
		return limited.getReturnType() == void.class || wanted.isAssignableFrom(given);
	}

	private static Class<?> parameter(Method method, int index, Class<?> type) {
		return ResolvableType.forMethodParameter(method, index, type).toClass();
	}

	@Nullable Object answer(@Nullable Object target, @Nullable Object[] arguments, RateLimitExceededException refusal)
			throws Throwable {
		@Nullable Object[] all = arguments;
		if (this.takesException) {
			all = Arrays.copyOf(arguments, arguments.length + 1);
			all[arguments.length] = refusal;
		}
		return AopUtils.invokeJoinpointUsingReflection(target, this.method, all);
	}

}
