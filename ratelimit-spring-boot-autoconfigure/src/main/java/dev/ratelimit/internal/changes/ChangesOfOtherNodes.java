package dev.ratelimit.internal.changes;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import dev.ratelimit.internal.remote.SharedChanges;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;

/**
 * Has this node follow what is changed at run time on others.
 */
public final class ChangesOfOtherNodes implements AutoCloseable {

	private static final Log logger = LogFactory.getLog(ChangesOfOtherNodes.class);

	private static final long EVERY_SECONDS = 2;

	private final ScheduledExecutorService executor;

	public ChangesOfOtherNodes(LimitsInForce limits, SharedChanges shared) {
		this(limits, shared, Executors.newSingleThreadScheduledExecutor((poll) -> {
			Thread thread = new Thread(poll, "ratelimit-changes");
			thread.setDaemon(true);
			return thread;
		}));
	}

	public ChangesOfOtherNodes(LimitsInForce limits, SharedChanges shared, ScheduledExecutorService executor) {
		this.executor = executor;
		limits.share(shared);
		this.executor.scheduleWithFixedDelay(() -> poll(limits), EVERY_SECONDS, EVERY_SECONDS, TimeUnit.SECONDS);
	}

	private static void poll(LimitsInForce limits) {
		try {
			limits.poll();
		}
		catch (RuntimeException ex) {
			logger.warn("Changes of limits made on other nodes could not be followed; trying again", ex);
		}
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
