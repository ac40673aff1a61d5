package dev.ratelimit.autoconfigure;

import dev.ratelimit.internal.local.KeyCapacity;
import dev.ratelimit.internal.properties.RateLimitProperties;

/**
 * How many keys this process holds, as configured or by its heap.
 */
final class KeyCapacities {

	private KeyCapacities() {
	}

	static KeyCapacity of(RateLimitProperties properties) {
		Long maximumSize = properties.cache().maximumSize();
		return (maximumSize != null) ? KeyCapacity.of(maximumSize)
				: KeyCapacity.ofHeap(Runtime.getRuntime().maxMemory());
	}

}
