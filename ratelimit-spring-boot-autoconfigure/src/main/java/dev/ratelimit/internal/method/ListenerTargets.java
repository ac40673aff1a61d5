package dev.ratelimit.internal.method;

import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.messaging.handler.HandlerMethod;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Finds the methods and objects that containers of Kafka, Rabbit and JMS call, in the
 * registries of their listeners. Each of the three may be missing, and what has another
 * shape inside is passed over. Loaded where Spring Messaging is.
 */
final class ListenerTargets {

	private static final List<String> REGISTRIES = List.of(
			"org.springframework.kafka.config.KafkaListenerEndpointRegistry",
			"org.springframework.amqp.rabbit.listener.RabbitListenerEndpointRegistry",
			"org.springframework.jms.config.JmsListenerEndpointRegistry");

	/** What leads from a container to the methods it calls. */
	private static final Set<String> STEPS = Set.of("containerProperties", "messageListener", "delegate",
			"handlerMethod", "handlerAdapter", "invokerHandlerMethod", "delegatingHandler", "handlers");

	private static final int MOST_STEPS = 8;

	private ListenerTargets() {
	}

	/** Shows all listeners of a context's registries. */
	static void forEach(ListableBeanFactory beans, BiConsumer<Method, Object> action) {
		for (String name : REGISTRIES) {
			ClassLoader loader = ListenerTargets.class.getClassLoader();
			if (ClassUtils.isPresent(name, loader)) {
				beans.getBeanProvider(ClassUtils.resolveClassName(name, loader))
					.stream()
					.forEach((registry) -> follow(containers(registry), MOST_STEPS, action));
			}
		}
	}

	private static @Nullable Object containers(Object registry) {
		Method method = ReflectionUtils.findMethod(registry.getClass(), "getListenerContainers");
		return (method != null) ? ReflectionUtils.invokeMethod(method, registry) : null;
	}

	private static void follow(@Nullable Object next, int steps, BiConsumer<Method, Object> action) {
		if (next instanceof HandlerMethod found) {
			action.accept(found.getMethod(), found.getBean());
		}
		else if (next instanceof Collection<?> several) {
			several.forEach((element) -> follow(element, steps, action));
		}
		else if (next != null && steps > 0) {
			ReflectionUtils.doWithFields(next.getClass(), (field) -> follow(value(field, next), steps - 1, action),
					(field) -> STEPS.contains(field.getName()) && !field.getType().isPrimitive());
		}
	}

	private static @Nullable Object value(Field field, Object owner) {
		ReflectionUtils.makeAccessible(field);
		return ReflectionUtils.getField(field, owner);
	}

}
