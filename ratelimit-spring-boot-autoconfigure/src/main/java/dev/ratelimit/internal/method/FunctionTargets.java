package dev.ratelimit.internal.method;

import java.lang.reflect.Field;
import java.util.Collection;
import java.util.function.Consumer;

import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Finds the objects that were registered with Spring Cloud Function's catalogue, which
 * calls them themselves. It may be missing, and what has another shape inside is passed
 * over.
 */
final class FunctionTargets {

	private static final String PACKAGE = "org.springframework.cloud.function.context.";

	private FunctionTargets() {
	}

	/** Shows all objects that are registered in a context. */
	static void forEach(ListableBeanFactory beans, Consumer<Object> action) {
		Consumer<@Nullable Object> target = (registration) -> follow(registration, "target", action);
		forEachBean(beans, "FunctionRegistration", target);
		forEachBean(beans, "FunctionCatalog", (catalog) -> follow(catalog, "functionRegistrations", (registered) -> {
			if (registered instanceof Collection<?> all) {
				all.forEach(target);
			}
		}));
	}

	private static void forEachBean(ListableBeanFactory beans, String type, Consumer<? super Object> action) {
		ClassLoader loader = FunctionTargets.class.getClassLoader();
		if (ClassUtils.isPresent(PACKAGE + type, loader)) {
			beans.getBeanProvider(ClassUtils.resolveClassName(PACKAGE + type, loader)).stream().forEach(action);
		}
	}

	private static void follow(@Nullable Object owner, String name, Consumer<Object> action) {
		Field field = (owner != null) ? ReflectionUtils.findField(owner.getClass(), name) : null;
		if (field != null) {
			ReflectionUtils.makeAccessible(field);
			Object value = ReflectionUtils.getField(field, owner);
			if (value != null) {
				action.accept(value);
			}
		}
	}

}
