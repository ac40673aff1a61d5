package dev.ratelimit.internal.servlet;

import jakarta.servlet.ServletContext;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

import org.springframework.boot.web.servlet.ServletContextInitializer;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.web.context.ContextLoader;

/**
 * Gives an initializer to the contexts that servlets of Spring MVC make for themselves.
 */
public final class ChildContexts implements ServletContextInitializer {

	private static final Log logger = LogFactory.getLog(ChildContexts.class);

	private final Class<? extends ApplicationContextInitializer<ConfigurableApplicationContext>> initializer;

	public ChildContexts(Class<? extends ApplicationContextInitializer<ConfigurableApplicationContext>> initializer) {
		this.initializer = initializer;
	}

	@Override
	public void onStartup(ServletContext context) {
		String parameter = ContextLoader.GLOBAL_INITIALIZER_CLASSES_PARAM;
		if (!context.setInitParameter(parameter, this.initializer.getName())) {
			logger.debug("The application sets the parameter %s to %s".formatted(parameter,
					context.getInitParameter(parameter)));
		}
	}

}
