package dev.ratelimit.internal.method;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.List;

import dev.ratelimit.InvalidConfigurationException;
import dev.ratelimit.internal.check.Mistakes;
import dev.ratelimit.internal.check.UnlimitedCalls;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.util.ClassUtils;

/**
 * Reports annotated methods whose calls do not pass a proxy: what stands in the way, and
 * what to do.
 *
 * @param calls takes the reports; asked for when there is one
 */
record UnlimitedMethods(ObjectProvider<UnlimitedCalls> calls) {

	/** What a method must be for a class proxy to limit it. */
	private static final String OVERRIDABLE = "Make it neither private, static nor final, or move it to a bean of its own";

	/** Methods that no proxy, or not this one, can intercept. */
	void outOfReach(Class<?> type, @Nullable Class<?> proxy) {
		for (Method method : AnnotatedMethods.outOfReach(type)) {
			report(method, type, String.valueOf(ProxyReach.obstacle(method, type)), remedy(method));
		}
		for (Method method : AnnotatedMethods.of(type).keySet()) {
			if (ContainerCalls.passProxy(method, type)) {
				calledByContainer(method, type);
			}
			if (!ProxyReach.canBeProxied(type)) {
				report(method, type,
						"its class can have no proxy, being final or sealed without an interface for each such method",
						"Open the class, or annotate methods of its interfaces only");
			}
			else if (!LimitedMethodRegistry.isReached(method, type, proxy)) {
				report(method, type, "its bean's proxy has only interfaces, none with this method",
						"Set spring.aop.proxy-target-class=true, or declare the method in an interface of the bean");
			}
		}
		if (ProxyReach.canBeProxied(type) && !AnnotatedMethods.of(type).isEmpty()) {
			for (Method method : AnnotatedMethods.brokenHandlers(type)) {
				this.calls.getObject()
					.report(RateLimitOperationParser.describe(method, type),
							"%s, so its framework calls it on the proxy that limits other methods of its class, where no field is set"
								.formatted(ProxyReach.obstacle(method, type)),
							remedy(method));
			}
		}
	}

	/**
	 * Methods that the definition of a bean, if both are known, has the container call.
	 */
	void calledByDefinition(@Nullable Class<?> type, @Nullable AbstractBeanDefinition definition) {
		if (type == null || definition == null) {
			return;
		}
		List<String> names = ContainerCalls.named(definition, type);
		for (Method method : AnnotatedMethods.of(type).keySet()) {
			if (names.contains(method.getName()) && method.getParameterCount() == 0
					&& !ContainerCalls.passProxy(method, type) && !AnnotatedMethods.onMethod(method, type).isEmpty()) {
				calledByContainer(method, type);
			}
		}
	}

	private void calledByContainer(Method method, Class<?> type) {
		this.calls.getObject()
			.report("@RateLimited on " + RateLimitOperationParser.describe(method, type),
					"does not limit the container, which calls it on the object itself; only other callers are limited",
					"Move what is to be limited to a method of another bean");
	}

	private static String remedy(Method method) {
		if (ProxyReach.isBeanMethod(method)) {
			return "Annotate the bean's class or its methods";
		}
		return (ProxyReach.isPrivateOrStatic(method) || Modifier.isFinal(method.getModifiers())) ? OVERRIDABLE
				: "Make it public or protected, or move it to a bean of its own";
	}

	/** A method of whose calls the checks want to know the end and cannot. */
	void endsUnseen(Method method, Class<?> type, RateLimitOperations operations) {
		List<String> effects = operations.unseenOutcome();
		if (!effects.isEmpty() && ResultChannel.hidesEnd(method, type)) {
			this.calls.getObject()
				.report("@RateLimited on " + RateLimitOperationParser.describe(method, type),
						"takes the call for over when the method returns, as nothing tells when its work is done (%s%s): %s"
							.formatted(ResultChannel.isAsync(method, type) ? "@Async, " : "",
									method.getReturnType().getSimpleName(), String.join(", ", effects)),
						"Return a CompletableFuture that completes when it is");
		}
	}

	/** All of a bean that was there before the proxies. */
	void tooEarly(Class<?> type, String bean) {
		bypassesAll(type, "its bean '" + bean + "' was created too early for a proxy, such as for a BeanPostProcessor",
				"Have whoever needs it so early ask for it later, by an ObjectProvider or @Lazy");
	}

	/** All of a bean that the container shows to no post-processor. */
	void synthetic(Class<?> type, String bean) {
		bypassesAll(type, "the definition of its bean '" + bean + "' is synthetic, so that it gets no proxy",
				"Define the bean as one of the application");
	}

	/** All of a bean in whose place there is an object that hides its annotations. */
	void hidden(Class<?> type, String bean, Class<?> replacement) {
		bypassesAll(type,
				"a BeanPostProcessor has put an object of %s in place of its bean '%s' before there was a proxy"
					.formatted(replacement.getName(), bean),
				"Have that BeanPostProcessor come later: it must not be PriorityOrdered");
	}

	/** All of a class whose objects are called without a proxy. */
	void bypassesAll(Class<?> type, String problem, String remedy) {
		for (Method method : AnnotatedMethods.of(type).keySet()) {
			if (LimitedMethodRegistry.isReached(method, type, null)) {
				report(method, type, problem, remedy);
			}
		}
	}

	/** One method that is called on the object itself. */
	void bypassesOne(Method method, Object target, String problem, String remedy) {
		Class<?> type = ClassUtils.getUserClass(target);
		if (!AnnotatedMethods.find(method, type).isEmpty()) {
			report(method, type, problem, remedy);
		}
	}

	/** Mistakes in annotations, which stop the application together with others. */
	void fail(Mistakes mistakes) {
		try {
			mistakes.throwIfAny();
		}
		catch (InvalidConfigurationException ex) {
			this.calls.getObject().fail(ex);
		}
	}

	private void report(Method method, Class<?> type, String problem, String remedy) {
		this.calls.getObject()
			.report("@RateLimited on " + RateLimitOperationParser.describe(method, type), "has no effect: " + problem,
					remedy);
	}

}
