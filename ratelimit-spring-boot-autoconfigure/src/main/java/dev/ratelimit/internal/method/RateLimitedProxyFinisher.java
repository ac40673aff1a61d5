package dev.ratelimit.internal.method;

import org.springframework.beans.factory.support.MergedBeanDefinitionPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;

/**
 * Looks at limited beans again after all other post-processors: some of these put their
 * interceptors in front, such as that of {@code @Async}. Being of this type and without
 * an order, it comes after those that are either.
 */
public final class RateLimitedProxyFinisher implements MergedBeanDefinitionPostProcessor {

	private final RateLimitedPostProcessor limits;

	public RateLimitedProxyFinisher(RateLimitedPostProcessor limits) {
		this.limits = limits;
	}

	@Override
	public void postProcessMergedBeanDefinition(RootBeanDefinition definition, Class<?> type, String name) {
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return this.limits.finish(bean, beanName);
	}

}
