package dev.ratelimit.internal.test;

import java.util.List;

import dev.ratelimit.RateLimiterRegistry;
import dev.ratelimit.internal.limiter.UnlimitedRegistry;

import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;
import org.springframework.test.context.ContextConfigurationAttributes;
import org.springframework.test.context.ContextCustomizer;
import org.springframework.test.context.ContextCustomizerFactory;
import org.springframework.test.context.MergedContextConfiguration;

/**
 * Puts a registry that admits everything into test slices, such as {@code @WebMvcTest},
 * that have none, so that a bean that is injected one can be created.
 */
final class UnlimitedSliceCustomizerFactory implements ContextCustomizerFactory {

	@Override
	public ContextCustomizer createContextCustomizer(Class<?> testClass,
			List<ContextConfigurationAttributes> attributes) {
		return new UnlimitedSlice();
	}

	/** Equal to others, as it is a part of the key under which contexts are cached. */
	private record UnlimitedSlice() implements ContextCustomizer {

		@Override
		public void customizeContext(ConfigurableApplicationContext context, MergedContextConfiguration configuration) {
			context.addBeanFactoryPostProcessor((beans) -> {
				if (isSlice(context.getEnvironment()) && beans instanceof BeanDefinitionRegistry registry) {
					register(beans, registry);
				}
			});
		}

		/** A slice switches off what {@code @EnableAutoConfiguration} brings. */
		private static boolean isSlice(Environment environment) {
			return !environment.getProperty(EnableAutoConfiguration.ENABLED_OVERRIDE_PROPERTY, Boolean.class, true);
		}

		private static void register(ConfigurableListableBeanFactory beans, BeanDefinitionRegistry registry) {
			if (beans.getBeanNamesForType(RateLimiterRegistry.class, true, false).length == 0) {
				registry.registerBeanDefinition("dev.ratelimit.unlimitedRegistry",
						new RootBeanDefinition(UnlimitedRegistry.class, UnlimitedRegistry::new));
			}
		}

	}

}
