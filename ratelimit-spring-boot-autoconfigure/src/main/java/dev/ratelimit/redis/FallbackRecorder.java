package dev.ratelimit.redis;

import dev.ratelimit.store.Recorder;

/**
 * Passes on what befell the fallback's keys. What it decided is told by whoever asked it.
 *
 * @param recorder who is told
 */
record FallbackRecorder(Recorder recorder) implements Recorder {

	@Override
	public void evicted(String limit) {
		this.recorder.evicted(limit);
	}

	@Override
	public void unresolved(String limit) {
		this.recorder.unresolved(limit);
	}

}
