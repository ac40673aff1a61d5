package dev.ratelimit.internal.method;

import java.lang.reflect.Field;
import java.lang.reflect.Method;

import dev.ratelimit.internal.check.UnlimitedCalls;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.scheduling.config.ScheduledTask;
import org.springframework.scheduling.config.ScheduledTaskHolder;
import org.springframework.scheduling.support.ScheduledMethodRunnable;
import org.springframework.util.ClassUtils;
import org.springframework.util.ReflectionUtils;

/**
 * Looks, once a context is there, for annotated methods that are called past the proxies:
 * in child and parent contexts that make none, and by a scheduler, a listener container
 * or a catalogue of functions that holds the object itself.
 */
public final class UnlimitedContexts implements ApplicationListener<ContextRefreshedEvent> {

	private static final boolean MESSAGING = ClassUtils.isPresent("org.springframework.messaging.handler.HandlerMethod",
			UnlimitedContexts.class.getClassLoader());

	private final ApplicationContext context;

	private final UnlimitedMethods unlimited;

	public UnlimitedContexts(ApplicationContext context, ObjectProvider<UnlimitedCalls> unlimited) {
		this.context = context;
		this.unlimited = new UnlimitedMethods(unlimited);
	}

	@Override
	public void onApplicationEvent(ContextRefreshedEvent event) {
		ApplicationContext refreshed = event.getApplicationContext();
		if (refreshed != this.context) {
			checkOther(refreshed);
			return;
		}
		for (ApplicationContext next = refreshed.getParent(); next != null; next = next.getParent()) {
			checkOther(next);
		}
		refreshed.getBeanProvider(ScheduledTaskHolder.class)
			.stream()
			.flatMap((holder) -> holder.getScheduledTasks().stream())
			.forEach(this::checkScheduled);
		FunctionTargets.forEach(refreshed, this::checkFunction);
		if (MESSAGING) {
			ListenerTargets.forEach(refreshed, this::checkListener);
		}
	}

	private void checkOther(ApplicationContext other) {
		ListableBeanFactory beans = other;
		if (beans.getBeanNamesForType(RateLimitedPostProcessor.class, true, false).length > 0) {
			return;
		}
		for (String name : beans.getBeanDefinitionNames()) {
			Class<?> type = LimitedMethodRegistry.typeOf(beans, name);
			if (type != null) {
				this.unlimited.bypassesAll(type,
						"its bean '%s' is in another context (%s), where beans get no proxies for limits"
							.formatted(name, other.getDisplayName()),
						"Add @ImportAutoConfiguration(AnnotationRateLimitAutoConfiguration.class) there, or move the bean");
			}
		}
	}

	private void checkScheduled(ScheduledTask task) {
		for (Object next = task.getTask().getRunnable(); next != null; next = wrapped(next)) {
			if (next instanceof ScheduledMethodRunnable scheduled
					&& !RateLimitedPostProcessor.isLimited(scheduled.getTarget())) {
				this.unlimited.bypassesOne(scheduled.getMethod(), scheduled.getTarget(),
						"a scheduler calls it on the object itself", "Schedule it with @Scheduled, or by its bean");
			}
		}
	}

	/** Names no type of Spring Messaging, without which this bean must be there too. */
	private void checkListener(Method method, Object target) {
		if (!RateLimitedPostProcessor.isLimited(target)) {
			this.unlimited.bypassesOne(method, target, "a listener container calls it on the object itself",
					"Register the listener with the bean, or annotate a bean's method as listener");
		}
	}

	private void checkFunction(Object target) {
		if (!RateLimitedPostProcessor.isLimited(target)) {
			this.unlimited.bypassesAll(ClassUtils.getUserClass(target),
					"it was registered with Spring Cloud Function's catalogue, which calls the object itself",
					"Make it a bean, which the catalogue finds by its name");
		}
	}

	/** What Spring's task keeps to itself. */
	private static @Nullable Object wrapped(Object runnable) {
		Field field = ReflectionUtils.findField(runnable.getClass(), "runnable", Runnable.class);
		if (field == null) {
			return null;
		}
		ReflectionUtils.makeAccessible(field);
		return ReflectionUtils.getField(field, runnable);
	}

}
