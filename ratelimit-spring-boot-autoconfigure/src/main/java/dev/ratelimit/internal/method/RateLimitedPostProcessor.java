package dev.ratelimit.internal.method;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;

import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.internal.call.CallScope;
import dev.ratelimit.internal.check.UnlimitedCalls;
import dev.ratelimit.internal.expression.Expressions;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.Advisor;
import org.springframework.aop.framework.Advised;
import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.aop.framework.autoproxy.AbstractBeanFactoryAwareAdvisingPostProcessor;
import org.springframework.aop.support.AopUtils;
import org.springframework.aop.support.DefaultPointcutAdvisor;
import org.springframework.aop.support.StaticMethodMatcherPointcut;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.util.ClassUtils;

/**
 * Puts the limits of {@link RateLimited} in front of beans' methods, and checks all of
 * them when the singletons have been created, those of later beans when these are
 * created. To be registered by a static {@code @Bean} method, beside
 * {@link RateLimitedProxyFinisher}. A class proxy is used, or one of its interfaces where
 * a class is final and all its annotated methods come from them.
 * <p>
 * Runs directly after Spring's auto-proxy creators, whose proxies it extends, and before
 * post-processors that register beans with schedulers and listener containers, so that
 * these hold the proxy. The same goes for references to a bean that is still being
 * created.
 */
public final class RateLimitedPostProcessor extends AbstractBeanFactoryAwareAdvisingPostProcessor
		implements SmartInitializingSingleton {

	private static final long serialVersionUID = 1L;

	private static final String SECURITY = "org.springframework.security.";

	private final transient ObjectProvider<RateLimiterRegistry> limiters;

	private final transient ObjectProvider<Expressions> expressions;

	private final transient ObjectProvider<CallScope> scope;

	private final transient Map<String, Object> earlyReferences = new ConcurrentHashMap<>();

	private final transient UnlimitedMethods unlimited;

	private transient Map<String, List<LimitedMethod>> limited = new ConcurrentSkipListMap<>();

	private transient @Nullable LimitedMethodRegistry registry;

	/**
	 * A post-processor whose collaborators are fetched when they are first needed.
	 * @param limiters the limiters
	 * @param expressions compiles expressions
	 * @param scope the scope of calls, if there is one
	 * @param unlimited takes reports of methods that cannot be limited
	 */
	public RateLimitedPostProcessor(ObjectProvider<RateLimiterRegistry> limiters,
			ObjectProvider<Expressions> expressions, ObjectProvider<CallScope> scope,
			ObjectProvider<UnlimitedCalls> unlimited) {
		this.limiters = limiters;
		this.expressions = expressions;
		this.scope = scope;
		this.unlimited = new UnlimitedMethods(unlimited);
		setProxyTargetClass(true);
		setBeforeExistingAdvisors(true);
		setOrder(HIGHEST_PRECEDENCE + 1);
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		super.setBeanFactory(beanFactory);
		// the superclass's own field is private in Spring Framework 6
		if (beanFactory instanceof ConfigurableListableBeanFactory beans) {
			RateLimitOperationSource operations = new RateLimitOperationSource(this.limiters, this.expressions,
					this.scope, beans);
			RateLimitedPostProcessor parent = (beans.getParentBeanFactory() != null)
					? beans.getParentBeanFactory().getBeanProvider(RateLimitedPostProcessor.class).getIfAvailable()
					: null;
			this.limited = (parent != null) ? parent.limited : this.limited;
			this.registry = new LimitedMethodRegistry(operations, beans, this.unlimited, this.limited);
			this.advisor = new DefaultPointcutAdvisor(new RateLimitedPointcut(),
					new RateLimitedInterceptor(operations));
		}
	}

	/**
	 * The methods that are limited, for reports.
	 * @return those of the beans known by now, in this context and in those that are its
	 * parent or have the same one; complete for singletons once all of them have been
	 * created; by name of the method, a snapshot
	 */
	public List<LimitedMethod> limitedMethods() {
		return this.limited.values().stream().flatMap(List::stream).toList();
	}

	/**
	 * Whether there are such methods.
	 * @return whether {@link #limitedMethods()} has any; quick enough for each request
	 */
	public boolean limitsMethods() {
		return !this.limited.isEmpty();
	}

	@Override
	public Object getEarlyBeanReference(Object bean, String beanName) {
		Object reference = limit(bean, beanName);
		if (isLimited(reference)) {
			this.earlyReferences.put(beanName, reference);
		}
		return reference;
	}

	/**
	 * Returns an early reference if one was given out, so that all hold the same proxy.
	 */
	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		Object early = this.earlyReferences.get(beanName);
		return (early != null && AopProxyUtils.getSingletonTarget(early) == bean) ? early : limit(bean, beanName);
	}

	/**
	 * The bean as the container expects it back from the last post-processor: the object
	 * itself if a reference to it was given out early, for which it then puts that.
	 * @param bean what the other post-processors have made of it
	 * @param beanName its name
	 * @param annotated the class of the object as it was created; null if not annotated
	 */
	Object finish(Object bean, String beanName, @Nullable Class<?> annotated) {
		if (this.registry != null) {
			this.registry.finished(beanName, annotated, bean);
		}
		Object target = this.earlyReferences.remove(beanName, bean) ? AopProxyUtils.getSingletonTarget(bean) : null;
		putInOrder(bean);
		return (target != null) ? target : bean;
	}

	private Object limit(Object bean, String beanName) {
		if (isLimited(bean)) {
			return bean;
		}
		Object processed = super.postProcessAfterInitialization(bean, beanName);
		if (this.registry != null && isLimited(processed)) {
			putInOrder(processed);
			this.registry.add(beanName, limitedType(processed), processed.getClass());
		}
		return processed;
	}

	/**
	 * Has the limits decide first, or directly after method security. A call that comes
	 * by meanwhile is counted twice rather than not at all.
	 */
	private void putInOrder(Object bean) {
		if (this.advisor != null && bean instanceof Advised advised && !advised.isFrozen()) {
			List<Advisor> advisors = List.of(advised.getAdvisors());
			int now = advisors.indexOf(this.advisor);
			int right = 0;
			for (int i = 0; i < advisors.size(); i++) {
				right = isMethodSecurity(advisors.get(i)) ? (i < now) ? i + 1 : i : right;
			}
			if (now >= 0 && now != right) {
				boolean later = now < right;
				advised.addAdvisor(later ? right + 1 : right, this.advisor);
				advised.removeAdvisor(later ? now : now + 1);
			}
		}
	}

	private static boolean isMethodSecurity(Advisor advisor) {
		return advisor.getAdvice().getClass().getName().startsWith(SECURITY);
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.registry != null) {
			this.registry.check();
		}
	}

	@Override
	protected boolean isEligible(Class<?> targetClass) {
		return AnnotatedTypes.carries(targetClass) && super.isEligible(targetClass)
				&& ProxyReach.canBeProxied(targetClass);
	}

	@Override
	protected void customizeProxyFactory(ProxyFactory proxyFactory) {
		Class<?> type = proxyFactory.getTargetClass();
		if (type != null && ProxyReach.isFinal(type) && !Proxy.isProxyClass(type) && !ClassUtils.isLambdaClass(type)) {
			proxyFactory.setProxyTargetClass(false);
			proxyFactory.setInterfaces(ClassUtils.getAllInterfacesForClass(type));
		}
	}

	/** Whether a bean is a proxy that limits, or another proxy around such a one. */
	static boolean isLimited(@Nullable Object bean) {
		if (!(bean instanceof Advised advised)) {
			return false;
		}
		for (Advisor advisor : advised.getAdvisors()) {
			if (advisor.getAdvice() instanceof RateLimitedInterceptor) {
				return true;
			}
		}
		return isLimited(AopProxyUtils.getSingletonTarget(bean));
	}

	/** The class whose methods the proxy's interceptor is called with. */
	private static Class<?> limitedType(Object proxy) {
		Object target = AopProxyUtils.getSingletonTarget(proxy);
		return ClassUtils.getUserClass((target != null) ? target.getClass() : AopUtils.getTargetClass(proxy));
	}

	private static final class RateLimitedPointcut extends StaticMethodMatcherPointcut {

		RateLimitedPointcut() {
			setClassFilter(AnnotatedTypes::carries);
		}

		@Override
		public boolean matches(Method method, Class<?> targetClass) {
			return !AnnotatedMethods.find(method, targetClass).isEmpty();
		}

	}

}
