package dev.ratelimit.internal.redis;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

import dev.ratelimit.internal.remote.OnFailure;

/**
 * How Redis is used.
 *
 * @param keyPrefix what the names of all keys begin with
 * @param timeout how long a decision may take because of Redis; above zero
 * @param onFailure what decides while Redis cannot
 * @param lease most permits fetched ahead per trip; 0 for none
 * @param hashSecret if not empty, keys appear in Redis only as an HMAC under it
 * @param onFailures by name, the limits that differ in this
 */
public record RedisSettings(String keyPrefix, Duration timeout, OnFailure onFailure, int lease, String hashSecret,
		Map<String, OnFailure> onFailures) {

	/**
	 * Checks that the settings are legal.
	 * @param keyPrefix see {@link #keyPrefix}
	 * @param timeout see {@link #timeout}
	 * @param onFailure see {@link #onFailure}
	 * @param lease see {@link #lease}
	 * @param hashSecret see {@link #hashSecret}
	 * @param onFailures see {@link #onFailures}
	 * @throws IllegalArgumentException if one is out of range
	 */
	public RedisSettings {
		if (timeout.isNegative() || timeout.isZero() || timeout.compareTo(Duration.ofMinutes(1)) > 0) {
			throw new IllegalArgumentException(
					"Invalid timeout (%s): must be above zero and at most a minute".formatted(timeout));
		}
		if (lease < 0) {
			throw new IllegalArgumentException("Invalid lease (%d): must not be negative".formatted(lease));
		}
	}

	/**
	 * Settings that are the same for all limits.
	 * @param keyPrefix see {@link #keyPrefix}
	 * @param timeout see {@link #timeout}
	 * @param onFailure see {@link #onFailure}
	 * @param lease see {@link #lease}
	 * @param hashSecret see {@link #hashSecret}
	 * @throws IllegalArgumentException if one is out of range
	 */
	public RedisSettings(String keyPrefix, Duration timeout, OnFailure onFailure, int lease, String hashSecret) {
		this(keyPrefix, timeout, onFailure, lease, hashSecret, Map.of());
	}

	/**
	 * What holds where nothing else is said.
	 * @return the defaults
	 */
	public static RedisSettings defaults() {
		return new RedisSettings("ratelimit:", Duration.ofMillis(100), OnFailure.LOCAL, 0, "");
	}

	/** What decides under a limit while Redis cannot. */
	OnFailure onFailure(String limit) {
		return this.onFailures.getOrDefault(limit, this.onFailure);
	}

	/** What becomes of calls, in half a sentence. */
	String meanwhile() {
		StringBuilder text = new StringBuilder(this.onFailure.meanwhile());
		new TreeMap<>(this.onFailures).forEach((limit, own) -> {
			if (own != this.onFailure) {
				text.append("; under '%s' %s".formatted(limit, own.meanwhile()));
			}
		});
		return text.toString();
	}

}
