package dev.ratelimit.internal.method;

import java.lang.reflect.Method;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;

import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import org.springframework.core.KotlinDetector;
import org.springframework.core.MethodParameter;
import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
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
	COROUTINE,

	/** By a suspending function whose result is itself a {@code Mono}. */
	COROUTINE_MONO,

	/** By a suspending function whose result is itself several values, such as a flow. */
	COROUTINE_STREAM;

	private static final List<String> ASYNC = List.of("org.springframework.scheduling.annotation.Async",
			"jakarta.enterprise.concurrent.Asynchronous", "jakarta.ejb.Asynchronous");

	private static final boolean REACTOR = isPresent("reactor.core.publisher.Mono");

	private static final boolean COROUTINES = REACTOR && isPresent("kotlinx.coroutines.reactor.MonoKt");

	private static boolean isPresent(String type) {
		return ClassUtils.isPresent(type, ResultChannel.class.getClassLoader());
	}

	/** Whether the thread serves others while a call waits. */
	static boolean isEventLoop() {
		return REACTOR && Schedulers.isInNonBlockingThread();
	}

	static ResultChannel of(Method method) {
		Class<?> type = method.getReturnType();
		if (KotlinDetector.isSuspendingFunction(method)) {
			return COROUTINES ? ofCoroutine(method) : RETURN;
		}
		ReactiveAdapter adapter = REACTOR ? adapter(type) : null;
		if (adapter != null && adapter.getDescriptor().isDeferred()) {
			return PUBLISHER;
		}
		return (type != Object.class && type.isAssignableFrom(CompletableFuture.class)) ? STAGE : RETURN;
	}

	/**
	 * Whether a method may return before its work is done, and nothing that tells when it
	 * is.
	 */
	static boolean hidesEnd(Method method, Class<?> type) {
		Class<?> returned = method.getReturnType();
		boolean told = returned == CompletableFuture.class || returned == CompletionStage.class;
		return !told && (Future.class.isAssignableFrom(returned) || CompletionStage.class.isAssignableFrom(returned)
				|| isAsync(method, type));
	}

	/** Whether another thread does the work. */
	static boolean isAsync(Method method, Class<?> type) {
		return ASYNC.stream()
			.anyMatch(
					(annotation) -> MergedAnnotations.from(method, SearchStrategy.TYPE_HIERARCHY).isPresent(annotation)
							|| MergedAnnotations.from(type, SearchStrategy.TYPE_HIERARCHY).isPresent(annotation));
	}

	/** Java sees an object returned; Spring's proxies ask Kotlin, as this does. */
	private static ResultChannel ofCoroutine(Method method) {
		Class<?> type = new MethodParameter(method, -1).getParameterType();
		if (type == Mono.class) {
			return COROUTINE_MONO;
		}
		ReactiveAdapter adapter = adapter(type);
		return (adapter != null && adapter.isMultiValue()) ? COROUTINE_STREAM : COROUTINE;
	}

	private static @Nullable ReactiveAdapter adapter(Class<?> type) {
		return ReactiveAdapterRegistry.getSharedInstance().getAdapter(type);
	}

}
