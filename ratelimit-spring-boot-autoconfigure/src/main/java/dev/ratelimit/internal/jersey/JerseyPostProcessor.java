package dev.ratelimit.internal.jersey;

import dev.ratelimit.internal.servlet.RefusalHandler;
import org.glassfish.jersey.server.ResourceConfig;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Registers with Jersey what answers refused calls. A mapper of the application's own for
 * the exception comes first.
 */
public final class JerseyPostProcessor implements BeanPostProcessor {

	private final RefusalMapper mapper;

	public JerseyPostProcessor(ObjectProvider<RefusalHandler> refusals) {
		this.mapper = new RefusalMapper(refusals);
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		if (bean instanceof ResourceConfig configuration) {
			configuration.register(this.mapper, Integer.MAX_VALUE);
		}
		return bean;
	}

}
