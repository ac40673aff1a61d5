package dev.ratelimit.internal.metrics;

import java.util.function.Supplier;

import dev.ratelimit.internal.limiter.StoreRegistry;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import org.apache.commons.logging.Log;
import org.apache.commons.logging.LogFactory;
import org.jspecify.annotations.Nullable;

/**
 * A gauge for each limit, of the keys that this node holds in memory.
 */
public final class KeyGauges implements MeterBinder {

	private static final Log logger = LogFactory.getLog(KeyGauges.class);

	private final Supplier<@Nullable StoreRegistry> limiters;

	/**
	 * Gauges of a registry.
	 * @param limiters asked when gauges are bound; null if it cannot be looked into
	 */
	public KeyGauges(Supplier<@Nullable StoreRegistry> limiters) {
		this.limiters = limiters;
	}

	@Override
	public void bindTo(MeterRegistry registry) {
		StoreRegistry limiters = this.limiters.get();
		if (limiters != null) {
			limiters.limits().keySet().forEach((limit) -> bind(registry, limiters, limit));
		}
	}

	private static void bind(MeterRegistry registry, StoreRegistry limiters, String limit) {
		try {
			Gauge.builder("ratelimit.keys", limiters, (keys) -> keys.keys(limit))
				.description("Keys held in this node's memory")
				.tag("limit", limit)
				.register(registry);
		}
		catch (RuntimeException ex) {
			logger.warn("The meter ratelimit.keys cannot be made and is left out", ex);
		}
	}

}
