package dev.ratelimit.internal.method;

import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.call.CallScope;
import dev.ratelimit.internal.check.UnlimitedCalls;
import dev.ratelimit.internal.expression.Expressions;

import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Has the beans of a child context, such as that of a second {@code DispatcherServlet},
 * limited by the limits of its parent. Does nothing where there are none, or where the
 * child context has the auto-configuration itself.
 */
public final class LimitedChildContext implements ApplicationContextInitializer<ConfigurableApplicationContext> {

	@Override
	public void initialize(ConfigurableApplicationContext context) {
		if (context.getParent() != null
				&& context.getParent().getBeanProvider(RateLimitedPostProcessor.class).getIfAvailable() != null) {
			context.addBeanFactoryPostProcessor(LimitedChildContext::limit);
		}
	}

	private static void limit(ConfigurableListableBeanFactory beans) {
		if (beans.getBeanNamesForType(RateLimitedPostProcessor.class, true, false).length == 0
				&& beans instanceof BeanDefinitionRegistry registry) {
			register(registry, new RootBeanDefinition(RateLimitedPostProcessor.class, () -> postProcessor(beans)));
			register(registry, new RootBeanDefinition(RateLimitedProxyFinisher.class,
					() -> new RateLimitedProxyFinisher(beans.getBean(RateLimitedPostProcessor.class))));
		}
	}

	private static void register(BeanDefinitionRegistry registry, RootBeanDefinition definition) {
		definition.setRole(BeanDefinition.ROLE_INFRASTRUCTURE);
		registry.registerBeanDefinition(definition.getBeanClass().getName(), definition);
	}

	private static RateLimitedPostProcessor postProcessor(BeanFactory beans) {
		return new RateLimitedPostProcessor(beans.getBeanProvider(RateLimiterRegistry.class),
				beans.getBeanProvider(Expressions.class), beans.getBeanProvider(CallScope.class),
				beans.getBeanProvider(UnlimitedCalls.class));
	}

}
