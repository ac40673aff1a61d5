package dev.ratelimit.internal.method;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import org.springframework.beans.factory.support.MergedBeanDefinitionPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;

/**
 * Looks at limited beans again after all other post-processors: some of these put their
 * interceptors in front, such as that of {@code @Async}. Reports annotated objects that
 * another one has hidden from the limits. Being of this type and without an order, it
 * comes after those that are either.
 */
public final class RateLimitedProxyFinisher implements MergedBeanDefinitionPostProcessor {

	private final RateLimitedPostProcessor limits;

	/** Classes of objects that others have not wrapped yet, by name of the bean. */
	private final Map<String, Class<?>> annotated = new ConcurrentHashMap<>();

	public RateLimitedProxyFinisher(RateLimitedPostProcessor limits) {
		this.limits = limits;
	}

	@Override
	public void postProcessMergedBeanDefinition(RootBeanDefinition definition, Class<?> type, String name) {
		if (!AnnotatedMethods.of(type).isEmpty()) {
			this.annotated.put(name, type);
		}
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return this.limits.finish(bean, beanName, this.annotated.remove(beanName));
	}

}
