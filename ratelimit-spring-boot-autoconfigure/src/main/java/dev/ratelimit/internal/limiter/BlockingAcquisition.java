package dev.ratelimit.internal.limiter;

import java.util.concurrent.CompletableFuture;

import dev.ratelimit.TimeSource;
import dev.ratelimit.internal.limiter.Acquisition.Step;
import org.jspecify.annotations.Nullable;

/**
 * Drives an {@link Acquisition} on the caller's thread, which is held while the call
 * waits. A caller that is interrupted has spent nothing.
 */
final class BlockingAcquisition {

	private final Acquisition call;

	private final LimiterCore core;

	private final TimeSource time;

	BlockingAcquisition(Acquisition call, LimiterCore core, TimeSource time) {
		this.call = call;
		this.core = core;
		this.time = time;
	}

	/** Returns once the call is decided. */
	void await() throws InterruptedException {
		boolean kept = false;
		try {
			while (this.call.step() != Step.DONE) {
				step();
			}
			kept = true;
		}
		finally {
			this.call.end(kept);
		}
	}

	private void step() throws InterruptedException {
		String key = this.call.key();
		long permits = this.call.permits();
		long now = this.call.now();
		switch (this.call.step()) {
			case ATTEMPT -> this.call.attempted(this.core.attempt(key, permits, this.call.budget(), now));
			case LOOK -> this.call.looked(this.core.peek(key, now));
			case RESERVE -> this.call.reserved(this.core.reserve(key, permits, this.call.budget(), now));
			case WAIT -> {
				sleep(this.call.waitNanos(), this.call.woken());
				this.call.waited(this.time.nanos());
			}
			default -> throw new IllegalStateException("no such step: " + this.call.step());
		}
	}

	private void sleep(long nanos, @Nullable CompletableFuture<Void> woken) throws InterruptedException {
		if (woken != null) {
			this.time.sleep(nanos, woken);
		}
		else {
			this.time.sleep(nanos);
		}
	}

}
