package dev.ratelimit.internal.limiter;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import dev.ratelimit.internal.algorithm.LimitDecision;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Several listeners, none of which can make a call fail. Nothing is allocated to tell
 * them of a decision.
 */
final class LimiterListeners implements LimiterListener {

	private static final Log logger = LogFactory.getLog(LimiterListeners.class);

	private final LimiterListener[] listeners;

	private final LimiterListener first;

	private final @Nullable LimiterListener second;

	private final LongAdder failures = new LongAdder();

	LimiterListeners(List<LimiterListener> listeners) {
		this.listeners = listeners.toArray(LimiterListener[]::new);
		this.first = this.listeners[0];
		this.second = (this.listeners.length > 1) ? this.listeners[1] : null;
	}

	/**
	 * Of the first each has a call site of its own: the compiler sees through a site that
	 * only ever meets one or two classes, and then a refusal need not be allocated.
	 */
	@Override
	public void decided(String key, long permits, LimitDecision decision) {
		try {
			this.first.decided(key, permits, decision);
		}
		catch (RuntimeException ex) {
			failed(this.first, ex);
		}
		if (this.second != null) {
			try {
				this.second.decided(key, permits, decision);
			}
			catch (RuntimeException ex) {
				failed(this.second, ex);
			}
		}
		for (int i = 2; i < this.listeners.length; i++) {
			try {
				this.listeners[i].decided(key, permits, decision);
			}
			catch (RuntimeException ex) {
				failed(this.listeners[i], ex);
			}
		}
	}

	@Override
	public void waited(LimitDecision decision, long nanos) {
		each((listener) -> listener.waited(decision, nanos));
	}

	@Override
	public void givenBack(LimitDecision decision) {
		each((listener) -> listener.givenBack(decision));
	}

	@Override
	public void indebted(String limit, long permits) {
		each((listener) -> listener.indebted(limit, permits));
	}

	@Override
	public void settled(String key, LimitDecision decision, long permits) {
		each((listener) -> listener.settled(key, decision, permits));
	}

	@Override
	public void evicted(String limit) {
		each((listener) -> listener.evicted(limit));
	}

	@Override
	public void unresolved(String limit) {
		each((listener) -> listener.unresolved(limit));
	}

	@Override
	public void unplanned(String limit) {
		each((listener) -> listener.unplanned(limit));
	}

	@Override
	public void changed(String limit) {
		each((listener) -> listener.changed(limit));
	}

	@Override
	public void answered(long nanos) {
		each((listener) -> listener.answered(nanos));
	}

	@Override
	public void failed() {
		each((listener) -> listener.failed());
	}

	private void each(Consumer<LimiterListener> event) {
		for (LimiterListener listener : this.listeners) {
			try {
				event.accept(listener);
			}
			catch (RuntimeException ex) {
				failed(listener, ex);
			}
		}
	}

	private void failed(LimiterListener listener, RuntimeException cause) {
		this.failures.increment();
		long count = this.failures.sum();
		if (Long.bitCount(count) == 1) {
			logger.warn("%s could not record what a limiter did, %d time(s) so far; calls are decided all the same"
				.formatted(listener.getClass().getName(), count), cause);
		}
	}

}
