package dev.ratelimit.internal.method;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.internal.call.Check;
import dev.ratelimit.internal.check.Mistakes;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.TargetSource;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.util.ClassUtils;

/**
 * Checks the annotations of all beans, reports those that cannot work, and keeps a list
 * of those that do. Nothing is checked while beans are still being created, as that needs
 * the limiters, whose beans may come later.
 */
final class LimitedMethodRegistry {

	private static final Log logger = LogFactory.getLog(RateLimited.class);

	private final RateLimitOperationSource operations;

	private final ConfigurableListableBeanFactory beans;

	private final UnlimitedMethods unlimited;

	private final Map<String, List<LimitedMethod>> limited;

	private final Queue<Proxied> proxied = new ConcurrentLinkedQueue<>();

	/** What the beans that have a proxy are behind it, by name. */
	private final Map<String, Class<?>> behindProxies = new ConcurrentHashMap<>();

	private final Queue<Replaced> replaced = new ConcurrentLinkedQueue<>();

	private final Set<Class<?>> checked = ConcurrentHashMap.newKeySet();

	private volatile boolean started;

	/**
	 * A registry.
	 * @param operations reads annotations
	 * @param beans the beans to check
	 * @param unlimited takes reports
	 * @param limited takes what is limited, by method; may be shared with other contexts
	 */
	LimitedMethodRegistry(RateLimitOperationSource operations, ConfigurableListableBeanFactory beans,
			UnlimitedMethods unlimited, Map<String, List<LimitedMethod>> limited) {
		this.operations = operations;
		this.beans = beans;
		this.unlimited = unlimited;
		this.limited = limited;
	}

	/** Takes note of a bean of which there is a proxy. */
	void add(String bean, Class<?> type, Class<?> proxy) {
		this.behindProxies.put(bean, type);
		this.proxied.add(new Proxied(type, proxy));
		if (this.started) {
			Mistakes mistakes = new Mistakes();
			checkProxied(mistakes);
			this.unlimited.fail(mistakes);
		}
	}

	/**
	 * Reports a bean in whose place there is an object without a proxy that hides it.
	 * @param bean the name of the bean
	 * @param type the class of the object that was created; null if it is not annotated
	 * @param object what the container takes for it
	 */
	void finished(String bean, @Nullable Class<?> type, Object object) {
		boolean limited = (this.started ? this.behindProxies.remove(bean) : this.behindProxies.get(bean)) != null;
		if (limited || type == null || type.isInstance(object) || object instanceof Advised) {
			return;
		}
		if (this.started) {
			this.unlimited.hidden(type, bean, object.getClass());
		}
		else {
			this.replaced.add(new Replaced(bean, type, object.getClass()));
		}
	}

	/** Checks what is there, and from now on what is added. */
	void check() {
		this.started = true;
		Mistakes mistakes = new Mistakes();
		checkProxied(mistakes);
		Set<String> names = new LinkedHashSet<>(List.of(this.beans.getBeanDefinitionNames()));
		names.addAll(List.of(this.beans.getSingletonNames()));
		names.forEach((name) -> checkBean(name, mistakes));
		for (Replaced next = this.replaced.poll(); next != null; next = this.replaced.poll()) {
			this.unlimited.hidden(next.type, next.bean, next.replacement);
		}
		AnnotatedTypes.forget();
		this.unlimited.fail(mistakes);
	}

	private void checkProxied(Mistakes mistakes) {
		for (Proxied next = this.proxied.poll(); next != null; next = this.proxied.poll()) {
			check(next.type, next.proxy, mistakes);
		}
	}

	private void checkBean(String name, Mistakes mistakes) {
		Object bean = this.beans.containsSingleton(name) ? this.beans.getSingleton(name) : null;
		if (bean == null || bean instanceof FactoryBean) {
			Class<?> type = typeOf(this.beans, name);
			if (type != null && AnnotatedTypes.carries(type)) {
				checkLater(name, type, mistakes);
			}
		}
		else if (RateLimitedPostProcessor.isLimited(bean)) {
			this.unlimited.calledByDefinition(this.behindProxies.get(name), definition(name));
		}
		else if (!(bean instanceof AopInfrastructureBean) && !(bean instanceof TargetSource)) {
			Class<?> type = ClassUtils.getUserClass(AopProxyUtils.ultimateTargetClass(bean));
			if (AnnotatedTypes.carries(type)) {
				checkCreated(name, type);
			}
		}
	}

	/** A bean that is there without a proxy. */
	private void checkCreated(String name, Class<?> type) {
		if (this.checked.add(type)) {
			this.unlimited.outOfReach(type, null);
		}
		if (this.behindProxies.getOrDefault(name, type) == type) {
			this.unlimited.tooEarly(type, name);
		}
	}

	/** A bean that is created later. */
	private void checkLater(String name, Class<?> type, Mistakes mistakes) {
		AbstractBeanDefinition definition = definition(name);
		// Also scoped proxies may be so, in front of a bean that has a proxy
		if (definition != null && definition.isSynthetic()) {
			this.unlimited.synthetic(type, name);
		}
		else {
			check(type, null, mistakes);
			this.unlimited.calledByDefinition(type, definition);
		}
	}

	/** That of an object which a factory bean makes is the factory's. */
	private @Nullable AbstractBeanDefinition definition(String name) {
		return (this.beans.containsBeanDefinition(name) && !this.beans.isFactoryBean(name)
				&& this.beans.getMergedBeanDefinition(name) instanceof AbstractBeanDefinition definition) ? definition
						: null;
	}

	/**
	 * The type of a bean that is created later, if it is known and can be looked through.
	 */
	static @Nullable Class<?> typeOf(ListableBeanFactory beans, String name) {
		try {
			Class<?> type = beans.getType(name, false);
			if (type == null) {
				return null;
			}
			AnnotatedMethods.of(type);
			return ClassUtils.getUserClass(type);
		}
		catch (RuntimeException | LinkageError ex) {
			logger.debug("Cannot look for @RateLimited in bean '" + name + "'", ex);
			return null;
		}
	}

	private void check(Class<?> type, @Nullable Class<?> proxy, Mistakes mistakes) {
		if (this.checked.add(type)) {
			this.unlimited.outOfReach(type, proxy);
			for (Method method : AnnotatedMethods.of(type).keySet()) {
				mistakes.check(() -> {
					RateLimitOperations read = this.operations.get(method, type);
					if (isReached(method, type, proxy)) {
						String name = RateLimitOperationParser.describe(method, type);
						this.limited.put(name,
								read.operations()
									.stream()
									.map((operation) -> describe(operation, method, name))
									.toList());
						this.unlimited.endsUnseen(method, type, read);
					}
				});
			}
		}
	}

	/**
	 * Whether calls from outside pass the proxy, as far as it is known.
	 * @param method an annotated method
	 * @param type the bean's class
	 * @param proxy the proxy's class; null if there is none yet
	 */
	static boolean isReached(Method method, Class<?> type, @Nullable Class<?> proxy) {
		if (!ProxyReach.canBeProxied(type)) {
			return false;
		}
		if (proxy == null || !Proxy.isProxyClass(proxy)) {
			return true;
		}
		return AnnotatedMethods.interfacesWith(method, type)
			.stream()
			.anyMatch((declaring) -> declaring.isAssignableFrom(proxy));
	}

	private LimitedMethod describe(RateLimitOperation operation, Method method, String name) {
		Check check = operation.check();
		String shared = this.operations.scope().unknownCaller(method);
		if (check.key() == null && shared != null) {
			logger.warn("@RateLimited on %s: %s. If one quota for all is meant, write key = \"'all'\"".formatted(name,
					shared));
		}
		String key = (check.key() != null) ? check.key().toString() : this.operations.scope().usualKey(method);
		return LimitedMethod.of(name, check, key);
	}

	private record Replaced(String bean, Class<?> type, Class<?> replacement) {

	}

	private record Proxied(Class<?> type, Class<?> proxy) {

	}

}
