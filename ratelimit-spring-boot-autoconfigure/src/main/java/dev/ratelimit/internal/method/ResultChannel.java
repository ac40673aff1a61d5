package dev.ratelimit.internal.method;

import java.lang.reflect.Method;
import java.util.concurrent.CompletableFuture;

import org.springframework.core.KotlinDetector;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.util.ClassUtils;

/**
 * How a method gives its result and its failures.
 */
enum ResultChannel {

	/** Returned and thrown. */
	RETURN,

	/** By a stage or future that is there when the method returns. */
	STAGE,

	/**
	 * By a publisher or another deferred type, whose work starts when it is subscribed
	 * to.
	 */
	PUBLISHER,

	/** By a suspending function, which Spring's proxies turn into a publisher. */
	COROUTINE;

	private static final boolean REACTOR = isPresent("reactor.core.publisher.Mono");

	private static final boolean COROUTINES = REACTOR && isPresent("kotlinx.coroutines.reactor.MonoKt");

	private static boolean isPresent(String type) {
		return ClassUtils.isPresent(type, ResultChannel.class.getClassLoader());
	}

	static ResultChannel of(Method method) {
		Class<?> type = method.getReturnType();
		if (KotlinDetector.isSuspendingFunction(method)) {
			return COROUTINES ? COROUTINE : RETURN;
		}
		ReactiveAdapter adapter = REACTOR ? ReactiveAdapterRegistry.getSharedInstance().getAdapter(type) : null;
		if (adapter != null && adapter.getDescriptor().isDeferred()) {
			return PUBLISHER;
		}
		return (type != Object.class && type.isAssignableFrom(CompletableFuture.class)) ? STAGE : RETURN;
	}

}
