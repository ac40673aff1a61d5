package dev.ratelimit.internal.remote;

import dev.ratelimit.internal.limiter.LimiterListener;

/**
 * Passes on what happens to the fallback's keys and limits, but not its decisions: the
 * limiter that asked the fallback reports these itself.
 *
 * @param listener the listener of that limiter
 */
public record FallbackListener(LimiterListener listener) implements LimiterListener {

	@Override
	public void indebted(String limit, long permits) {
		this.listener.indebted(limit, permits);
	}

	@Override
	public void evicted(String limit) {
		this.listener.evicted(limit);
	}

	@Override
	public void changed(String limit) {
		this.listener.changed(limit);
	}

	@Override
	public void unresolved(String limit) {
		this.listener.unresolved(limit);
	}

}
