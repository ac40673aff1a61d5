package dev.ratelimit.internal.method;

import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.ratelimit.annotation.RateLimited;
import org.jspecify.annotations.Nullable;

import org.springframework.aot.hint.BindingReflectionHintsRegistrar;
import org.springframework.aot.hint.ExecutableMode;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.ReflectionHints;
import org.springframework.beans.factory.aot.BeanRegistrationAotContribution;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.support.RegisteredBean;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.util.ClassUtils;

/**
 * Keeps in a native image what annotated methods are called by: themselves, their
 * fallbacks, and the properties of arguments that expressions can name.
 */
final class RateLimitedBeanHints implements BeanRegistrationAotProcessor {

	@Override
	public @Nullable BeanRegistrationAotContribution processAheadOfTime(RegisteredBean bean) {
		Class<?> type = ClassUtils.getUserClass(bean.getBeanClass());
		Map<Method, List<MergedAnnotation<RateLimited>>> methods = AnnotatedMethods.of(type);
		return methods.isEmpty() ? null
				: (generation, code) -> register(generation.getRuntimeHints().reflection(), type, methods);
	}

	private static void register(ReflectionHints hints, Class<?> type,
			Map<Method, List<MergedAnnotation<RateLimited>>> methods) {
		methods.forEach((method, annotations) -> {
			hints.registerMethod(method, ExecutableMode.INVOKE);
			if (names(annotations, "#", "key", "permits", "condition", "refundWhen", "plan", "settle")) {
				BindingReflectionHintsRegistrar registrar = new BindingReflectionHintsRegistrar();
				registrar.registerReflectionHints(hints, method.getGenericParameterTypes());
				registrar.registerReflectionHints(hints, method.getGenericReturnType());
			}
			if (names(annotations, "", "fallback")) {
				registerMethods(hints, type);
			}
		});
	}

	/** Whether an attribute is set to something with a text in it. */
	private static boolean names(List<MergedAnnotation<RateLimited>> annotations, String text, String... attributes) {
		return annotations.stream()
			.flatMap((annotation) -> Stream.of(attributes).map(annotation::getString))
			.anyMatch((value) -> !value.isEmpty() && value.contains(text));
	}

	/** All of them: a fallback's name may be a placeholder, its method inherited. */
	private static void registerMethods(ReflectionHints hints, Class<?> type) {
		for (Class<?> each = type; each != null && each != Object.class; each = each.getSuperclass()) {
			hints.registerType(each, MemberCategory.INVOKE_DECLARED_METHODS);
		}
	}

}
