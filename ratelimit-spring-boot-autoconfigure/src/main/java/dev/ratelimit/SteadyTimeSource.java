package dev.ratelimit;

import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Holds still a clock that goes back.
 */
final class SteadyTimeSource implements TimeSource {

	private final TimeSource source;

	private final AtomicLong latest = new AtomicLong();

	SteadyTimeSource(TimeSource source) {
		this.source = source;
	}

	@Override
	public long nanos() {
		long now = this.source.nanos();
		long seen = this.latest.get();
		while (now > seen && !this.latest.compareAndSet(seen, now)) {
			seen = this.latest.get();
		}
		return Math.max(now, seen);
	}

	@Override
	public void sleep(long nanos) throws InterruptedException {
		this.source.sleep(nanos);
	}

	@Override
	public void sleep(long nanos, CompletionStage<?> wake) throws InterruptedException {
		this.source.sleep(nanos, wake);
	}

	@Override
	public CompletionStage<Void> delay(long nanos) {
		return this.source.delay(nanos);
	}

}
