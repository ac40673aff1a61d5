package dev.ratelimit.internal.remote;

import dev.ratelimit.internal.limiter.LimiterListener;

/**
 * Passes on what befell the fallback's keys. What it decided is told by whoever asked it.
 *
 * @param listener who is told
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
	public void unresolved(String limit) {
		this.listener.unresolved(limit);
	}

}
