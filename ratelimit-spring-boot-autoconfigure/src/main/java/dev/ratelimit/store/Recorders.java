package dev.ratelimit.store;

import java.util.List;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;

import dev.ratelimit.Decision;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Several recorders, none of which can make a call fail.
 */
final class Recorders implements Recorder {

	private static final Log logger = LogFactory.getLog(Recorders.class);

	private final Recorder[] recorders;

	private final LongAdder failures = new LongAdder();

	Recorders(List<Recorder> recorders) {
		this.recorders = recorders.toArray(Recorder[]::new);
	}

	@Override
	public void decided(String key, Decision decision) {
		tell((recorder) -> recorder.decided(key, decision));
	}

	@Override
	public void waited(Decision decision, long nanos) {
		tell((recorder) -> recorder.waited(decision, nanos));
	}

	@Override
	public void evicted(String limit) {
		tell((recorder) -> recorder.evicted(limit));
	}

	@Override
	public void answered(long nanos) {
		tell((recorder) -> recorder.answered(nanos));
	}

	@Override
	public void failed() {
		tell(Recorder::failed);
	}

	private void tell(Consumer<Recorder> what) {
		for (Recorder recorder : this.recorders) {
			try {
				what.accept(recorder);
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
