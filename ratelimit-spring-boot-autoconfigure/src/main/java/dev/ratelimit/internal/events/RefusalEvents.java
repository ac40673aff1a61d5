package dev.ratelimit.internal.events;

import java.util.ConcurrentModificationException;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.ratelimit.RateLimitExceededEvent;
import dev.ratelimit.internal.algorithm.LimitDecision;
import dev.ratelimit.internal.limiter.LimiterListener;

import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.PayloadApplicationEvent;
import org.springframework.context.event.ApplicationContextEvent;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.context.event.GenericApplicationListener;
import org.springframework.context.event.GenericApplicationListenerAdapter;
import org.springframework.context.support.AbstractApplicationContext;
import org.springframework.core.ResolvableType;

/**
 * Publishes refusals, if there is a listener. The check is cheap: listeners are looked
 * through only when their number has changed, and a refusal that sees the change is
 * published in any case, which brings up those that are created lazily.
 * <p>
 * Listeners of child contexts are told too, whose beans ask the same limiters.
 * <p>
 * A listener may itself ask a limiter. Refusals of that are not published, or one that
 * limits what it does by a limit would call itself without end.
 */
public final class RefusalEvents implements LimiterListener, ApplicationListener<ApplicationContextEvent> {

	private static final ResolvableType EVENT = ResolvableType.forClassWithGenerics(PayloadApplicationEvent.class,
			RateLimitExceededEvent.class);

	/** Takes every event, for listeners to Spring Security's own. */
	private static final String SECURITY = "org.springframework.security.context.DelegatingApplicationListener";

	private final ApplicationContext context;

	private final List<AbstractApplicationContext> children = new CopyOnWriteArrayList<>();

	private final ThreadLocal<Boolean> publishing = new ThreadLocal<>();

	private volatile Audience audience = new Audience(-1, true);

	public RefusalEvents(ApplicationContext context) {
		this.context = context;
	}

	/** Events of child contexts come by here. */
	@Override
	public void onApplicationEvent(ApplicationContextEvent event) {
		if (event.getApplicationContext() instanceof AbstractApplicationContext child && child != this.context) {
			if (event instanceof ContextClosedEvent) {
				this.children.remove(child);
			}
			else if (event instanceof ContextRefreshedEvent && !this.children.contains(child)) {
				this.children.add(child);
			}
		}
	}

	@Override
	public void decided(String key, long permits, LimitDecision decision) {
		if (!decision.allowed() && heard()) {
			publish(key, decision);
		}
	}

	private void publish(String key, LimitDecision decision) {
		if (this.publishing.get() != null) {
			return;
		}
		this.publishing.set(true);
		try {
			RateLimitExceededEvent event = new RateLimitExceededEvent(key, decision);
			this.context.publishEvent(event);
			for (AbstractApplicationContext child : this.children) {
				// by its publishEvent the parents would be told again
				child
					.getBean(AbstractApplicationContext.APPLICATION_EVENT_MULTICASTER_BEAN_NAME,
							ApplicationEventMulticaster.class)
					.multicastEvent(new PayloadApplicationEvent<>(child, event));
			}
		}
		finally {
			this.publishing.remove();
		}
	}

	/** Whether a refusal now is worth publishing. */
	public boolean heard() {
		Audience known = this.audience;
		int size = size();
		if (size < 0 || size == known.size) {
			return size < 0 || known.listens;
		}
		try {
			this.audience = new Audience(size, listens());
		}
		catch (ConcurrentModificationException ex) {
			// A listener is being added: the next refusal looks again
		}
		return true;
	}

	/** How many listeners there are here and around; -1 if that is not known. */
	private int size() {
		int size = 0;
		for (ApplicationContext next = this.context; next != null; next = next.getParent()) {
			if (!(next instanceof AbstractApplicationContext known)) {
				return -1;
			}
			size += known.getApplicationListeners().size();
		}
		return this.children.isEmpty() ? size : size + sizeOfChildren();
	}

	/** Apart, because an iterator is garbage on each refusal. */
	private int sizeOfChildren() {
		int size = 0;
		for (AbstractApplicationContext child : this.children) {
			size += child.getApplicationListeners().size();
		}
		return size;
	}

	private boolean listens() {
		for (ApplicationContext next = this.context; next instanceof AbstractApplicationContext known; next = next
			.getParent()) {
			if (listens(known)) {
				return true;
			}
		}
		return this.children.stream().anyMatch(this::listens);
	}

	private boolean listens(AbstractApplicationContext one) {
		return one.getApplicationListeners().stream().anyMatch(this::listens);
	}

	private boolean listens(ApplicationListener<?> listener) {
		GenericApplicationListener typed = (listener instanceof GenericApplicationListener generic) ? generic
				: new GenericApplicationListenerAdapter(listener);
		return !listener.getClass().getName().equals(SECURITY) && typed.supportsEventType(EVENT)
				&& typed.supportsSourceType(this.context.getClass());
	}

	/**
	 * The listeners at the last look.
	 *
	 * @param size how many there were
	 * @param listens whether one of them wants to know of refusals
	 */
	private record Audience(int size, boolean listens) {

	}

}
