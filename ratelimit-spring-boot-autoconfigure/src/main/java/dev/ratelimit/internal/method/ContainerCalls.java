package dev.ratelimit.internal.method;

import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.Aware;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.InitializingBean;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.context.Lifecycle;
import org.springframework.context.Phased;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.util.ClassUtils;

/**
 * Tells which methods of beans the container calls.
 */
final class ContainerCalls {

	private static final List<String> ANNOTATIONS = List.of("jakarta.annotation.PostConstruct",
			"jakarta.annotation.PreDestroy", "jakarta.annotation.Resource", "jakarta.inject.Inject",
			"org.springframework.beans.factory.annotation.Autowired",
			"org.springframework.beans.factory.annotation.Value");

	/** Called when there is no proxy yet, or by what keeps the object itself. */
	private static final List<Class<?>> ON_OBJECT = List.of(Aware.class, InitializingBean.class, DisposableBean.class);

	/** What the container asks of a bean, or tells it, as others do. */
	private static final List<Class<?>> ON_PROXY = List.of(SmartInitializingSingleton.class, FactoryBean.class,
			Lifecycle.class, Phased.class, Ordered.class);

	private ContainerCalls() {
	}

	/** Whether it is for the container alone to call a method. */
	static boolean isCallback(Method method, Class<?> type) {
		return passProxy(method, type) || isOf(ON_PROXY, method, type);
	}

	/** Whether the container calls a method on the object itself. */
	static boolean passProxy(Method method, Class<?> type) {
		return ANNOTATIONS.stream().anyMatch((annotation) -> AnnotatedElementUtils.isAnnotated(method, annotation))
				|| isOf(ON_OBJECT, method, type);
	}

	private static boolean isOf(List<Class<?>> callbacks, Method method, Class<?> type) {
		Class<?> declaring = ClassUtils.getInterfaceMethodIfPossible(method, type).getDeclaringClass();
		return declaring.getName().startsWith("org.springframework.")
				&& callbacks.stream().anyMatch((callback) -> callback.isAssignableFrom(declaring));
	}

	/**
	 * The names of methods without arguments that the container calls on the object
	 * itself because the bean's definition says so, or its class at the end.
	 */
	static List<String> named(AbstractBeanDefinition definition, Class<?> type) {
		List<String> names = new ArrayList<>(names(definition.getInitMethodNames()));
		List<String> ends = names(definition.getDestroyMethodNames());
		boolean inferred = ends.isEmpty() ? AutoCloseable.class.isAssignableFrom(type)
				: ends.contains(AbstractBeanDefinition.INFER_METHOD);
		if (inferred && !DisposableBean.class.isAssignableFrom(type)) {
			ends = List.of(ClassUtils.hasMethod(type, "close") ? "close" : "shutdown");
		}
		names.addAll(definition.isPrototype() ? List.of() : ends);
		return names;
	}

	private static List<String> names(String @Nullable [] names) {
		return (names != null) ? List.of(names) : List.of();
	}

}
