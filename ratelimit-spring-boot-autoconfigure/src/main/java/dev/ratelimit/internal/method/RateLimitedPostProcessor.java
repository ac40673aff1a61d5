package dev.ratelimit.internal.method;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;

import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.annotation.RateLimited;
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
import org.springframework.beans.factory.support.MergedBeanDefinitionPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;

/**
 * Puts the limits of {@link RateLimited} in front of beans' methods, and checks all of
 * them when the singletons have been created, those of later beans when these are
 * created. To be registered by a static {@code @Bean} method. A class proxy is used, or
 * one of its interfaces where a class is final and all its annotated methods come from
 * them; the limits come before what other proxies do.
 */
public final class RateLimitedPostProcessor extends AbstractBeanFactoryAwareAdvisingPostProcessor
		implements MergedBeanDefinitionPostProcessor, SmartInitializingSingleton {

	private static final long serialVersionUID = 1L;

	private final transient ObjectProvider<RateLimiterRegistry> limiters;

	private final transient ObjectProvider<Expressions> expressions;

	private final transient ObjectProvider<CallScope> scope;

	private transient @Nullable LimitedMethodRegistry limitedMethods;

	/**
	 * A post-processor whose collaborators are fetched when they are first needed.
	 * @param limiters the limiters
	 * @param expressions compiles expressions
	 * @param scope the scope of calls, if there is one
	 */
	public RateLimitedPostProcessor(ObjectProvider<RateLimiterRegistry> limiters,
			ObjectProvider<Expressions> expressions, ObjectProvider<CallScope> scope) {
		this.limiters = limiters;
		this.expressions = expressions;
		this.scope = scope;
		setProxyTargetClass(true);
		setBeforeExistingAdvisors(true);
	}

	@Override
	public void setBeanFactory(BeanFactory beanFactory) {
		super.setBeanFactory(beanFactory);
		// the superclass's own field is private in Spring Framework 6
		if (beanFactory instanceof ConfigurableListableBeanFactory beans) {
			RateLimitOperationSource operations = new RateLimitOperationSource(this.limiters, this.expressions,
					this.scope, beans);
			this.limitedMethods = new LimitedMethodRegistry(operations, beans);
			this.advisor = new DefaultPointcutAdvisor(new RateLimitedPointcut(),
					new RateLimitedInterceptor(operations));
		}
	}

	/**
	 * The methods that are limited, for reports.
	 * @return those of the beans known by now, complete for singletons once all of them
	 * have been created; by name of the method, a snapshot
	 */
	public List<LimitedMethod> limitedMethods() {
		return (this.limitedMethods != null) ? this.limitedMethods.limitedMethods() : List.of();
	}

	/**
	 * Does nothing: being of this type puts a post-processor, and so its interceptor, in
	 * front of those that are not, such as that of {@code @Async}.
	 */
	@Override
	public void postProcessMergedBeanDefinition(RootBeanDefinition definition, Class<?> type, String name) {
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (isLimited(bean)) {
			return bean;
		}
		Object processed = super.postProcessAfterInitialization(bean, beanName);
		if (this.limitedMethods != null && isLimited(processed)) {
			this.limitedMethods.add(limitedType(processed));
		}
		return processed;
	}

	@Override
	public void afterSingletonsInstantiated() {
		if (this.limitedMethods != null) {
			this.limitedMethods.check();
		}
	}

	@Override
	protected boolean isEligible(Class<?> targetClass) {
		return super.isEligible(targetClass) && canBeProxied(targetClass);
	}

	@Override
	protected void customizeProxyFactory(ProxyFactory proxyFactory) {
		Class<?> type = proxyFactory.getTargetClass();
		if (type != null && AnnotatedMethods.isFinal(type) && !Proxy.isProxyClass(type)
				&& !ClassUtils.isLambdaClass(type)) {
			proxyFactory.setProxyTargetClass(false);
			proxyFactory.setInterfaces(ClassUtils.getAllInterfacesForClass(type));
		}
	}

	/** Whether all annotated methods of a class can be reached by some proxy. */
	static boolean canBeProxied(Class<?> type) {
		return !AnnotatedMethods.isFinal(type)
				|| AnnotatedMethods.of(type)
					.keySet()
					.stream()
					.allMatch((method) -> ClassUtils.getInterfaceMethodIfPossible(method, type)
						.getDeclaringClass()
						.isInterface());
	}

	/** Whether a bean is a proxy of ours, or of another one around ours. */
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
			setClassFilter((type) -> AnnotationUtils.isCandidateClass(type, RateLimited.class));
		}

		@Override
		public boolean matches(Method method, Class<?> targetClass) {
			return !AnnotatedMethods.find(method, targetClass).isEmpty();
		}

	}

}
