package dev.ratelimit.internal.method;

import dev.ratelimit.annotation.RateLimited;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Lookup;
import org.springframework.beans.factory.config.AutowireCapableBeanFactory;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.BeanPostProcessor;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.context.annotation.Primary;
import org.springframework.context.annotation.Scope;
import org.springframework.core.PriorityOrdered;

import static dev.ratelimit.internal.method.LimitedCalls.assertRefused;
import static org.assertj.core.api.Assertions.assertThat;

/**
 * Beans that come about in unusual ways are limited all the same.
 */
class UnusualBeansTests {

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withUserConfiguration(LimitsConfiguration.class);

	@Test
	void aBeanWithALookupMethodAndWhatThatGives() {
		this.runner.withBean(Service.class, Service::new, (definition) -> definition.setScope("prototype"))
			.withUserConfiguration(WithLookup.class)
			.run((context) -> {
				WithLookup bean = context.getBean(WithLookup.class);
				bean.service().call();
				assertRefused(() -> bean.service().call());
				bean.own();
				assertRefused(bean::own);
			});
	}

	@Test
	void aLookupMethodItself() {
		this.runner.withBean(Service.class).withUserConfiguration(WithLookup.class).run((context) -> {
			WithLookup bean = context.getBean(WithLookup.class);
			assertThat(bean.limited()).isNotNull();
			assertRefused(bean::limited);
		});
	}

	@Test
	void aBeanOfARegistryPostProcessor() {
		this.runner.withUserConfiguration(Registering.class)
			.run((context) -> assertLimited(context.getBean("registered", Service.class)));
	}

	@Test
	void aBeanWhoseClassIsKnownOnlyWhenItIsThere() {
		this.runner.withBean("unknown", Object.class, () -> new Service())
			.run((context) -> assertLimited((Service) context.getBean("unknown")));
	}

	@Test
	void aBeanBehindAPrimaryDecorator() {
		this.runner.withUserConfiguration(Decorated.class)
			.run((context) -> assertLimited(context.getBean(Callable.class)));
	}

	@Test
	void aBeanOfAProviderAndALazyOne() {
		this.runner.withBean(Service.class, Service::new, (definition) -> definition.setLazyInit(true))
			.withBean(Client.class)
			.run((context) -> {
				context.getBean(Client.class).lazy.call();
				assertRefused(() -> context.getBean(Client.class).provider.getObject().call());
			});
	}

	@Test
	void anObjectThatIsCreatedOutsideTheRegistry() {
		this.runner.run((context) -> {
			AutowireCapableBeanFactory beans = context.getAutowireCapableBeanFactory();
			assertLimited(beans.createBean(Service.class));
		});
	}

	@Test
	void aConfigurationClass() {
		this.runner.withUserConfiguration(LimitedConfiguration.class).run((context) -> {
			assertThat(context.getBean("text")).isEqualTo("text");
			LimitedConfiguration bean = context.getBean(LimitedConfiguration.class);
			bean.call();
			assertRefused(bean::call);
		});
	}

	private static void assertLimited(Callable bean) {
		bean.call();
		assertRefused(bean::call);
	}

	interface Callable {

		void call();

	}

	static class Service implements Callable {

		@Override
		@RateLimited("one")
		public void call() {
		}

	}

	abstract static class WithLookup {

		@Lookup
		abstract Service service();

		@Lookup
		@RateLimited(value = "one", key = "'lookup'")
		abstract Service limited();

		@RateLimited(value = "one", key = "'own'")
		void own() {
		}

	}

	static class Client {

		final ObjectProvider<Service> provider;

		final Service lazy;

		Client(ObjectProvider<Service> provider, @Lazy Service lazy) {
			this.provider = provider;
			this.lazy = lazy;
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Decorated {

		@Bean
		Service service() {
			return new Service();
		}

		@Bean
		@Primary
		Callable decorator(Service service) {
			return service::call;
		}

	}

	@Configuration
	static class LimitedConfiguration {

		@RateLimited("one")
		void call() {
		}

		@Bean
		@Scope(BeanDefinition.SCOPE_PROTOTYPE)
		String text() {
			return "text";
		}

	}

	static class Registering implements BeanDefinitionRegistryPostProcessor {

		@Override
		public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
			registry.registerBeanDefinition("registered", new RootBeanDefinition(Service.class));
		}

	}

	/** Wraps what has none yet, in an object that is not annotated. */
	static class WrappingUnseen implements BeanPostProcessor, PriorityOrdered {

		@Override
		public Object postProcessAfterInitialization(Object bean, String name) {
			return (bean instanceof Service service) ? (Callable) service::call : bean;
		}

		@Override
		public int getOrder() {
			return 0;
		}

	}

}
