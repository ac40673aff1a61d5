package dev.ratelimit.internal.method;

import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentSkipListMap;

import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.internal.call.Check;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.framework.AopInfrastructureBean;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.beans.factory.FactoryBean;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * Checks the annotations of all beans, warns about those that cannot work, and keeps a
 * list of those that do. Nothing is checked while beans are still being created, as that
 * needs the limiters, whose beans may come later.
 */
final class LimitedMethodRegistry {

	private static final Log logger = LogFactory.getLog(RateLimited.class);

	private final RateLimitOperationSource operations;

	private final ConfigurableListableBeanFactory beans;

	private final Queue<Class<?>> proxied = new ConcurrentLinkedQueue<>();

	private final Set<Class<?>> checked = ConcurrentHashMap.newKeySet();

	private final Map<String, List<LimitedMethod>> limited = new ConcurrentSkipListMap<>();

	private volatile boolean started;

	LimitedMethodRegistry(RateLimitOperationSource operations, ConfigurableListableBeanFactory beans) {
		this.operations = operations;
		this.beans = beans;
	}

	List<LimitedMethod> limitedMethods() {
		return this.limited.values().stream().flatMap(List::stream).toList();
	}

	/** Takes note of a class of which there is a proxy. */
	void add(Class<?> type) {
		this.proxied.add(type);
		if (this.started) {
			checkProxied();
		}
	}

	/** Checks what is there, and from now on what is added. */
	void check() {
		this.started = true;
		checkProxied();
		Set<String> names = new LinkedHashSet<>(List.of(this.beans.getBeanDefinitionNames()));
		names.addAll(List.of(this.beans.getSingletonNames()));
		names.forEach(this::checkBean);
	}

	private void checkProxied() {
		for (Class<?> type = this.proxied.poll(); type != null; type = this.proxied.poll()) {
			check(type);
		}
	}

	private void checkBean(String name) {
		Object bean = this.beans.containsSingleton(name) ? this.beans.getSingleton(name) : null;
		if (bean == null || bean instanceof FactoryBean) {
			Class<?> type = typeOf(name);
			if (type != null) {
				check(type);
			}
		}
		else if (!(bean instanceof AopInfrastructureBean) && !RateLimitedPostProcessor.isLimited(bean)) {
			check(ClassUtils.getUserClass(AopProxyUtils.ultimateTargetClass(bean)),
					"its bean '" + name + "' was created too early for a proxy, such as for a BeanPostProcessor");
		}
	}

	/**
	 * The type of a bean that is created later, if it is known and can be looked through.
	 */
	private @Nullable Class<?> typeOf(String name) {
		try {
			Class<?> type = this.beans.getType(name, false);
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

	private void check(Class<?> type) {
		if (this.checked.add(type)) {
			check(type, null);
		}
	}

	private void check(Class<?> type, @Nullable String unlessFinal) {
		String obstacle = RateLimitedPostProcessor.canBeProxied(type) ? unlessFinal
				: "its class can have no proxy, being final or sealed without an interface for each such method";
		for (Method method : AnnotatedMethods.outOfReach(type)) {
			warn(method, type, "it is " + Modifier.toString(method.getModifiers()));
		}
		for (Method method : AnnotatedMethods.of(type).keySet()) {
			RateLimitOperations operations = this.operations.get(method, type);
			if (obstacle != null) {
				warn(method, type, obstacle);
			}
			else {
				String name = RateLimitOperationParser.describe(method, type);
				this.limited.put(name,
						operations.operations().stream().map((operation) -> describe(operation, name)).toList());
			}
		}
	}

	private static void warn(Method method, Class<?> type, String reason) {
		logger.warn("@RateLimited on %s has no effect: %s".formatted(RateLimitOperationParser.describe(method, type),
				reason));
	}

	private static LimitedMethod describe(RateLimitOperation operation, String method) {
		Check check = operation.check();
		return new LimitedMethod(method, check.limits(), (check.key() != null) ? check.key().toString() : null,
				check.cost().toString(), (check.condition() != null) ? check.condition().toString() : null,
				check.maxWait());
	}

}
