package dev.ratelimit.internal.method;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Proxy;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import dev.ratelimit.annotation.RateLimited;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.MethodIntrospector.MetadataLookup;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.MergedAnnotation;
import org.springframework.core.annotation.MergedAnnotations;
import org.springframework.core.annotation.MergedAnnotations.SearchStrategy;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;
import org.springframework.util.ReflectionUtils.MethodFilter;

/**
 * Finds which {@link RateLimited} are in force on which methods.
 */
final class AnnotatedMethods {

	/** Called beside a handler for the same request; by name, as there may be no MVC. */
	private static final List<String> MVC_HELPERS = List.of("org.springframework.web.bind.annotation.ExceptionHandler",
			"org.springframework.web.bind.annotation.InitBinder",
			"org.springframework.web.bind.annotation.ModelAttribute");

	/** Annotations by which Spring's frameworks call a method, even a private one. */
	private static final Pattern HANDLER = Pattern.compile(
			"org\\.springframework\\..+\\.(\\w*Mapping|\\w*Listener|\\w*Handler|Scheduled|InitBinder|ModelAttribute"
					+ "|(Read|Write|Delete)Operation|ServiceActivator|Transformer|Filter|Router|Splitter)");

	private static final String MVC_HANDLER = "org.springframework.web.bind.annotation.RequestMapping";

	private AnnotatedMethods() {
	}

	/**
	 * What is in force on a method.
	 * @param method the method as called, maybe an interface's
	 * @param targetClass the class of the object it is called on
	 * @return the nearest element's annotations, in order; empty if there are none or the
	 * method cannot be intercepted by any proxy
	 */
	static List<MergedAnnotation<RateLimited>> find(Method method, Class<?> targetClass) {
		Class<?> type = typeOf(method, targetClass);
		Method specific = AopUtils.getMostSpecificMethod(method, type);
		return (ProxyReach.obstacle(specific, type) == null) ? inForce(specific, type) : List.of();
	}

	/**
	 * The type that says what is in force: the target's class or, where that has nothing
	 * to do with the method, as behind proxies of repositories and clients, the
	 * interface.
	 * @param method the method as called
	 * @param targetClass the class of the object it is called on, maybe a proxy's
	 */
	static Class<?> typeOf(Method method, Class<?> targetClass) {
		boolean own = method.getDeclaringClass().isAssignableFrom(targetClass) && !Proxy.isProxyClass(targetClass);
		return own ? ClassUtils.getUserClass(targetClass) : method.getDeclaringClass();
	}

	/**
	 * The methods of a class on which something is in force.
	 * @param type a bean's class
	 * @return what {@link #find} finds, by method
	 */
	static Map<Method, List<MergedAnnotation<RateLimited>>> of(Class<?> type) {
		return select(type, (method) -> find(method, type));
	}

	/**
	 * The methods of a class that are annotated although no proxy can intercept them.
	 * @param type a bean's class
	 * @return the methods; private, static and {@code @Bean} methods only if they are
	 * annotated themselves
	 */
	static Set<Method> outOfReach(Class<?> type) {
		return select(type, (method) -> {
			if (ProxyReach.obstacle(method, type) == null) {
				return List.of();
			}
			return ProxyReach.isPrivateOrStatic(method) || ProxyReach.isBeanMethod(method) ? onMethod(method, type)
					: inForce(method, type);
		}).keySet();
	}

	/**
	 * The methods of a class that a framework calls on a class proxy although that cannot
	 * intercept them.
	 * @param type a bean's class
	 * @return the private and final methods with an annotation such as
	 * {@code @GetMapping}
	 */
	static Set<Method> brokenHandlers(Class<?> type) {
		return ProxyReach.isFinal(type) ? Set.of() : MethodIntrospector.selectMethods(type,
				(MethodFilter) (method) -> ProxyReach.obstacle(method, type) != null && !ProxyReach.isBeanMethod(method)
						&& !Modifier.isStatic(method.getModifiers())
						&& MergedAnnotations.from(method)
							.stream()
							.anyMatch((annotation) -> HANDLER.matcher(annotation.getType().getName()).matches()));
	}

	/**
	 * The interfaces by which a method of a class can be called on a proxy, also those
	 * that declare it with type parameters, as {@code Function} does. Nothing but its own
	 * classes can implement a sealed one.
	 * @param method the class's method
	 * @param type the class, or an interface that has the method
	 * @return the interfaces that declare it; empty if none does
	 */
	static Set<Class<?>> interfacesWith(Method method, Class<?> type) {
		return declarations(method, type).map(Method::getDeclaringClass)
			.filter((declaring) -> !declaring.isSealed())
			.collect(Collectors.toSet());
	}

	private static Stream<Method> declarations(Method method, Class<?> type) {
		Method specific = AopUtils.getMostSpecificMethod(method, type);
		return Stream.of(ClassUtils.getAllInterfacesForClass(type))
			.flatMap((extended) -> Stream.of(extended.getMethods()))
			.filter((declared) -> declared.getName().equals(method.getName())
					&& AopUtils.getMostSpecificMethod(declared, type).equals(specific));
	}

	private static <T> Map<Method, List<T>> select(Class<?> type, MetadataLookup<List<T>> lookup) {
		if (!AnnotatedTypes.carries(type)) {
			return Map.of();
		}
		return MethodIntrospector.selectMethods(type, (MetadataLookup<List<T>>) (method) -> {
			List<T> found = lookup.inspect(method);
			return (found == null || found.isEmpty()) ? null : found;
		});
	}

	/** A method's own annotations replace its type's. */
	private static List<MergedAnnotation<RateLimited>> inForce(Method method, Class<?> type) {
		List<MergedAnnotation<RateLimited>> found = onMethod(method, type);
		if (!found.isEmpty()) {
			return found;
		}
		List<MergedAnnotation<RateLimited>> ofType = nearest(Stream.of(type)).stream()
			.filter((annotation) -> includes(annotation, method, type))
			.toList();
		Set<Class<?>> declaring = declarations(method, type).map(Method::getDeclaringClass).collect(Collectors.toSet());
		List<MergedAnnotation<RateLimited>> ofItsInterfaces = ofType.stream()
			.filter((annotation) -> declaring.stream().anyMatch((each) -> each.isAssignableFrom(place(annotation))))
			.toList();
		return ofItsInterfaces.isEmpty() ? ofType : ofItsInterfaces;
	}

	static List<MergedAnnotation<RateLimited>> onMethod(Method method, Class<?> type) {
		// an interface of the class need not be one of the superclass that has the method
		return nearest(Stream.concat(Stream.of(method), declarations(method, type)));
	}

	/**
	 * Those of the nearest class, or else of all interfaces that no other one extends.
	 */
	private static List<MergedAnnotation<RateLimited>> nearest(Stream<? extends AnnotatedElement> elements) {
		Map<Class<?>, List<MergedAnnotation<RateLimited>>> found = new LinkedHashMap<>();
		elements.forEach((element) -> MergedAnnotations.from(element, SearchStrategy.TYPE_HIERARCHY)
			.stream(RateLimited.class)
			.collect(Collectors.groupingBy(AnnotatedMethods::place, LinkedHashMap::new, Collectors.toList()))
			.forEach(found::putIfAbsent));
		Class<?> first = found.keySet().stream().findFirst().orElse(null);
		return found.keySet()
			.stream()
			.filter((place) -> (first != null && first.isInterface()) ? isLast(place, found.keySet()) : place == first)
			.flatMap((place) -> found.getOrDefault(place, List.of()).stream())
			.toList();
	}

	private static boolean isLast(Class<?> place, Set<Class<?>> others) {
		return place.isInterface()
				&& others.stream().noneMatch((other) -> other != place && place.isAssignableFrom(other));
	}

	/** The type that has it, or whose method has it. */
	private static Class<?> place(MergedAnnotation<RateLimited> annotation) {
		return (annotation.getSource() instanceof Method method) ? method.getDeclaringClass()
				: (Class<?>) Objects.requireNonNull(annotation.getSource());
	}

	/** Whether an annotation of the type is meant for a method of it. */
	private static boolean includes(MergedAnnotation<RateLimited> annotation, Method method, Class<?> type) {
		if (ReflectionUtils.isObjectMethod(method) || ContainerCalls.isCallback(method, type)
				|| Fallback.isNamed(method, annotation.getString("fallback"))) {
			return false;
		}
		return MVC_HELPERS.stream().noneMatch((helper) -> AnnotatedElementUtils.isAnnotated(method, helper))
				|| AnnotatedElementUtils.isAnnotated(method, MVC_HANDLER);
	}

}
