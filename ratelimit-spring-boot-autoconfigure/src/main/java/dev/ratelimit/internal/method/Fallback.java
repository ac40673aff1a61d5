package dev.ratelimit.internal.method;

import java.lang.invoke.MethodHandles;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.lang.reflect.TypeVariable;
import java.lang.reflect.WildcardType;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.RateLimitExceededException;
import dev.ratelimit.internal.text.NearestName;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.ProxyMethodInvocation;
import org.springframework.aop.support.AopUtils;
import org.springframework.core.KotlinDetector;
import org.springframework.core.ResolvableType;
import org.springframework.util.ReflectionUtils;

/**
 * The method that answers calls that are refused. Kotlin's suspending functions have a
 * continuation as last parameter, which is not one of those that count.
 *
 * @param method a method of the target or, where that does not have it, of its proxy
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
		List<Method> named = Arrays.stream(methods).filter((method) -> isNamed(method, name)).toList();
		if (named.isEmpty()) {
			List<String> names = Arrays.stream(methods).map(Method::getName).distinct().sorted().toList();
			throw new InvalidConfigurationException(where,
					"there is no method '" + name + "'" + NearestName.hint(name, names) + " in " + type.getName(),
					"A fallback is a method of the same class, of any visibility: " + expected(name, limited, type));
		}
		return named.stream()
			.filter((method) -> !method.equals(limited) && fits(method, limited, type))
			.max(Comparator.comparingInt(Fallback::parameters))
			.map((method) -> new Fallback(method, parameters(method) > parameters(limited)))
			.orElseThrow(() -> new InvalidConfigurationException(where,
					"the fallback '" + name + "' has other parameters or another return type",
					"It must be " + expected(name, limited, type)));
	}

	/**
	 * Whether a method has a name; Kotlin adds to it where a parameter is of a value
	 * class.
	 */
	static boolean isNamed(Method method, String name) {
		return method.getName().equals(name) || (!name.isEmpty() && method.getName().startsWith(name + "-"));
	}

	private static String expected(String name, Method limited, Class<?> type) {
		String parameters = IntStream.range(0, parameters(limited))
			.mapToObj((i) -> ResolvableType.forMethodParameter(limited, i, type).toString())
			.collect(Collectors.joining(", "));
		return "%s %s(%s), optionally with a RateLimitExceededException as last parameter"
			.formatted(ResolvableType.forMethodReturnType(limited, type), name, parameters);
	}

	private static boolean fits(Method method, Method limited, Class<?> type) {
		int count = parameters(limited);
		boolean takesException = parameters(method) == count + 1
				&& method.getParameterTypes()[count] == RateLimitExceededException.class;
		if (!takesException && parameters(method) != count) {
			return false;
		}
		for (int i = 0; i < count; i++) {
			ResolvableType taken = ResolvableType.forMethodParameter(method, i, type);
			ResolvableType given = ResolvableType.forMethodParameter(limited, i, type);
			if (taken.toClass() != given.toClass() || !takes(taken, given)) {
				return false;
			}
		}
		return returns(method, limited, type);
	}

	/** A suspending function's return type is seen as an object's. */
	private static boolean returns(Method method, Method limited, Class<?> type) {
		if (KotlinDetector.isSuspendingFunction(limited)) {
			return true;
		}
		return !KotlinDetector.isSuspendingFunction(method)
				&& (limited.getReturnType() == void.class || takes(ResolvableType.forMethodReturnType(limited, type),
						ResolvableType.forMethodReturnType(method, type)));
	}

	/**
	 * Whether a value of a type can be used as one of another, as far as both are known:
	 * type variables and wildcards take everything.
	 */
	private static boolean takes(ResolvableType wanted, ResolvableType given) {
		if (!wanted.toClass().isAssignableFrom(given.toClass())) {
			return false;
		}
		ResolvableType[] elements = wanted.getGenerics();
		ResolvableType[] givenElements = given.as(wanted.toClass()).getGenerics();
		for (int i = 0; i < Math.min(elements.length, givenElements.length); i++) {
			if (!isOpen(elements[i]) && !isOpen(givenElements[i]) && !takes(elements[i], givenElements[i])) {
				return false;
			}
		}
		return true;
	}

	/** A variable that has no value resolves to its bound. */
	private static boolean isOpen(ResolvableType type) {
		return type.getType() instanceof WildcardType || type.resolve() == null
				|| (type.getType() instanceof TypeVariable<?> variable
						&& ResolvableType.forType(variable.getBounds()[0]).resolve() == type.resolve());
	}

	private static int parameters(Method method) {
		return method.getParameterCount() - (KotlinDetector.isSuspendingFunction(method) ? 1 : 0);
	}

	@Nullable Object answer(MethodInvocation refused, RateLimitExceededException refusal) throws Throwable {
		List<@Nullable Object> arguments = new ArrayList<@Nullable Object>(Arrays.asList(refused.getArguments()));
		boolean suspending = KotlinDetector.isSuspendingFunction(refused.getMethod());
		Object continuation = suspending ? arguments.remove(arguments.size() - 1) : null;
		if (this.takesException) {
			arguments.add(refusal);
		}
		if (KotlinDetector.isSuspendingFunction(this.method)) {
			arguments.add(continuation);
		}
		return invoke(refused, arguments.toArray());
	}

	private @Nullable Object invoke(MethodInvocation refused, @Nullable Object[] arguments) throws Throwable {
		Object target = refused.getThis();
		if (this.method.getDeclaringClass().isInstance(target) && !Proxy.isProxyClass(target.getClass())) {
			return AopUtils.invokeJoinpointUsingReflection(target, this.method, arguments);
		}
		Object proxy = (refused instanceof ProxyMethodInvocation proxied) ? proxied.getProxy()
				: Objects.requireNonNull(target);
		if (!this.method.isDefault()) {
			return AopUtils.invokeJoinpointUsingReflection(proxy, this.method, arguments);
		}
		// not all proxies take calls of default methods, least of all of hidden
		// interfaces
		Class<?> type = this.method.getDeclaringClass();
		return MethodHandles.privateLookupIn(type, MethodHandles.lookup())
			.unreflectSpecial(this.method, type)
			.bindTo(proxy)
			.invokeWithArguments(arguments);
	}

}
