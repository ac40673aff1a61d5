package dev.ratelimit.internal.local;

import java.util.concurrent.atomic.AtomicLong;

import dev.ratelimit.internal.limiter.LimiterListener;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * Keys of a limit that were forced out of memory while they still counted: counted, told
 * a listener, and warned about each time their number has doubled.
 */
final class Evictions {

	private static final Log logger = LogFactory.getLog(Evictions.class);

	private final String limit;

	private final @Nullable LimiterListener listener;

	private final AtomicLong count = new AtomicLong();

	Evictions(String limit, @Nullable LimiterListener listener) {
		this.limit = limit;
		this.listener = listener;
	}

	void add(long maximumSize) {
		if (this.listener != null) {
			this.listener.evicted(this.limit);
		}
		long count = this.count.incrementAndGet();
		if (Long.bitCount(count) == 1) {
			String warning = "Limit '%s' has had to forget %d key(s) that still counted, and they start anew: "
					+ "raise ratelimit.cache.maximum-size (now %d)";
			logger.warn(warning.formatted(this.limit, count, maximumSize));
		}
	}

	long count() {
		return this.count.get();
	}

}
