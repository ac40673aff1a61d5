package dev.ratelimit.store;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import dev.ratelimit.Decision;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Several recorders, none of which can make a call fail. Nothing is allocated to tell
 * them of a decision.
 */
final class Recorders implements Recorder {

	private static final Log logger = LogFactory.getLog(Recorders.class);

	private final Recorder[] recorders;

	private final Recorder first;

	private final @Nullable Recorder second;

	private final LongAdder failures = new LongAdder();

	Recorders(List<Recorder> recorders) {
		this.recorders = recorders.toArray(Recorder[]::new);
		this.first = this.recorders[0];
		this.second = (this.recorders.length > 1) ? this.recorders[1] : null;
	}

	/**
	 * Of the first each has a call site of its own: the compiler sees through a site that
	 * only ever meets one or two classes, and then a refusal need not be allocated.
	 */
	@Override
	public void decided(String key, Decision decision) {
		try {
			this.first.decided(key, decision);
		}
		catch (RuntimeException ex) {
			failed(this.first, ex);
		}
		if (this.second != null) {
			try {
				this.second.decided(key, decision);
			}
			catch (RuntimeException ex) {
				failed(this.second, ex);
			}
		}
		for (int i = 2; i < this.recorders.length; i++) {
			try {
				this.recorders[i].decided(key, decision);
			}
			catch (RuntimeException ex) {
				failed(this.recorders[i], ex);
			}
		}
	}

	@Override
	public void waited(Decision decision, long nanos) {
		each((recorder) -> recorder.waited(decision, nanos));
	}

	@Override
	public void evicted(String limit) {
		each((recorder) -> recorder.evicted(limit));
	}

	@Override
	public void unresolved(String limit) {
		each((recorder) -> recorder.unresolved(limit));
	}

	@Override
	public void answered(long nanos) {
		each((recorder) -> recorder.answered(nanos));
	}

	@Override
	public void failed() {
		each((recorder) -> recorder.failed());
	}

	private void each(Consumer<Recorder> event) {
		for (Recorder recorder : this.recorders) {
			try {
				event.accept(recorder);
			}
			catch (RuntimeException ex) {
				failed(recorder, ex);
			}
		}
	}

	private void failed(Recorder recorder, RuntimeException cause) {
		this.failures.increment();
		long count = this.failures.sum();
		if (Long.bitCount(count) == 1) {
			logger.warn("%s could not record what a limiter did, %d time(s) so far; calls are decided all the same"
				.formatted(recorder.getClass().getName(), count), cause);
		}
	}

}
