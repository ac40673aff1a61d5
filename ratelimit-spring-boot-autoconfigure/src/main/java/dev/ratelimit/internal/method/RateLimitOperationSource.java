package dev.ratelimit.internal.method;

import java.lang.reflect.Method;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReferenceArray;

import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.call.CallScope;
import dev.ratelimit.internal.call.CheckCompiler;
import dev.ratelimit.internal.expression.Expressions;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.core.MethodClassKey;
import org.springframework.util.function.SingletonSupplier;

/**
 * What stands before which method: read once for a method and class, then looked up. The
 * beans it needs are fetched when the first method is read, so as to create none early.
 */
final class RateLimitOperationSource {

	/** A power of two. */
	private static final int SLOTS = 256;

	private final Map<MethodClassKey, RateLimitOperations> methods = new ConcurrentHashMap<>();

	/** By identity: a proxy calls with the same method each time. */
	private final AtomicReferenceArray<@Nullable Known> recent = new AtomicReferenceArray<>(SLOTS);

	private final SingletonSupplier<CallScope> scope;

	private final SingletonSupplier<RateLimitOperationParser> parser;

	RateLimitOperationSource(ObjectProvider<RateLimiterRegistry> limiters, ObjectProvider<Expressions> expressions,
			ObjectProvider<CallScope> scope, ConfigurableBeanFactory beans) {
		this.scope = SingletonSupplier.of(() -> scope.getIfAvailable(CallScope::none));
		this.parser = SingletonSupplier
			.of(() -> new RateLimitOperationParser(new CheckCompiler(limiters.getObject(), expressions.getObject()),
					scope(), beans::resolveEmbeddedValue));
	}

	CallScope scope() {
		return this.scope.obtain();
	}

	/**
	 * What stands before a method.
	 * @param method the method as called
	 * @param targetClass the class of the object it is called on
	 * @throws dev.ratelimit.InvalidConfigurationException if an annotation is wrong
	 */
	RateLimitOperations get(Method method, Class<?> targetClass) {
		int slot = System.identityHashCode(method) & (SLOTS - 1);
		Known known = this.recent.get(slot);
		if (known == null || known.method != method || known.type != targetClass) {
			known = new Known(method, targetClass, find(method, targetClass));
			this.recent.set(slot, known);
		}
		return known.operations;
	}

	private RateLimitOperations find(Method method, Class<?> targetClass) {
		MethodClassKey key = new MethodClassKey(method, targetClass);
		RateLimitOperations known = this.methods.get(key);
		return (known != null) ? known : remember(key, specific(method, AnnotatedMethods.typeOf(method, targetClass)));
	}

	/** An interface's method and the class's own share what has been read. */
	private RateLimitOperations specific(Method method, Class<?> type) {
		Method specific = AopUtils.getMostSpecificMethod(method, type);
		MethodClassKey key = new MethodClassKey(specific, type);
		RateLimitOperations known = this.methods.get(key);
		return (known != null) ? known
				: remember(key, this.parser.obtain().operations(specific, type, AnnotatedMethods.find(specific, type)));
	}

	/**
	 * No computeIfAbsent: reading may create beans with operations methods of their own.
	 */
	private RateLimitOperations remember(MethodClassKey key, RateLimitOperations read) {
		RateLimitOperations first = this.methods.putIfAbsent(key, read);
		return (first != null) ? first : read;
	}

	/** A method that was called, and what stands before it. */
	private record Known(Method method, Class<?> type, RateLimitOperations operations) {

	}

}
