package dev.ratelimit.internal.method;

import java.lang.annotation.Annotation;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Proxy;
import java.security.CodeSource;
import java.util.Map;

import dev.ratelimit.annotation.RateLimited;
import org.jspecify.annotations.Nullable;

import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.util.ClassUtils;
import org.springframework.util.ConcurrentReferenceHashMap;
import org.springframework.util.ReflectionUtils;

/**
 * Tells cheaply whether {@link RateLimited} can be in force on a class: whether the class
 * or anything that it extends carries it, or an annotation that carries it. Most beans'
 * classes do not and need not be looked through method by method.
 */
final class AnnotatedTypes {

	/** Types of beans and of annotations; many beans share most of theirs. */
	private static final Map<Class<?>, Boolean> KNOWN = new ConcurrentReferenceHashMap<>(256);

	private static final String SPRING = "org.springframework.";

	/** Applications, with jars that may be called as Spring's own. */
	private static final String SPRING_SAMPLES = SPRING + "samples.";

	private AnnotatedTypes() {
	}

	/**
	 * Whether a class has to be looked through.
	 * @param type a bean's class
	 * @return false if nothing of it can be limited
	 */
	static boolean carries(@Nullable Class<?> type) {
		if (type == null || type.getName().startsWith("java.")) {
			return false;
		}
		Boolean known = KNOWN.get(type);
		if (known == null) {
			known = !isProxy(type) && !isOfSpring(type) && carriesItself(type) || carries(type.getSuperclass());
			for (Class<?> extended : type.getInterfaces()) {
				known = known || carries(extended);
			}
			KNOWN.put(type, known);
		}
		return known;
	}

	/** Frees what is known, once the beans have been looked at. */
	static void forget() {
		KNOWN.clear();
	}

	/** A proxy's class is annotated where its supertypes are. */
	private static boolean isProxy(Class<?> type) {
		return Proxy.isProxyClass(type) || ClassUtils.getUserClass(type) != type;
	}

	/**
	 * Most beans of an application are Spring's, and to look at all of their methods
	 * costs each start time and memory. The package alone tells nothing, for whoever is
	 * not Spring may write into it.
	 */
	static boolean isOfSpring(Class<?> type) {
		if (!type.getName().startsWith(SPRING) || type.getName().startsWith(SPRING_SAMPLES)) {
			return false;
		}
		CodeSource source = type.getProtectionDomain().getCodeSource();
		return source != null && source.getLocation() != null && isSpringJar(source.getLocation().getPath());
	}

	/** Beside an application, or in its jar. */
	static boolean isSpringJar(String path) {
		String jar = path.endsWith("!/") ? path.substring(0, path.length() - 2) : path;
		return jar.endsWith(".jar") && jar.startsWith("spring-", jar.lastIndexOf('/') + 1);
	}

	private static boolean carriesItself(Class<?> type) {
		try {
			boolean[] found = { isAnnotated(type) };
			ReflectionUtils.doWithLocalMethods(type, (method) -> found[0] |= isAnnotated(method));
			return found[0];
		}
		catch (RuntimeException | LinkageError ex) {
			// To be looked through in detail, which then reports what is wrong
			return true;
		}
	}

	private static boolean isAnnotated(AnnotatedElement element) {
		for (Annotation annotation : element.getDeclaredAnnotations()) {
			Class<? extends Annotation> type = annotation.annotationType();
			if (!type.getName().startsWith("java.") && KNOWN.computeIfAbsent(type, AnnotatedTypes::isRateLimited)) {
				return true;
			}
		}
		return false;
	}

	/** Whether an annotation is {@link RateLimited}, its container, or carries it. */
	private static boolean isRateLimited(Class<?> type) {
		return type == RateLimited.class || type.getEnclosingClass() == RateLimited.class
				|| MergedAnnotations.from(type).isPresent(RateLimited.class);
	}

}
