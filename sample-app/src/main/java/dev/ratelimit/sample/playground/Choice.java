package dev.ratelimit.sample.playground;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.ratelimit.Limit;
import dev.ratelimit.Rate;
import org.jspecify.annotations.Nullable;

/**
 * What a visitor has chosen. It travels in the key, so that each choice has a quota of
 * its own and any store can hold it. Public because key expressions see public types
 * only.
 *
 * @param run letters and digits that tell one run from the next, at most 16
 * @param client who calls within the run, one letter
 * @param rate up to 1,000 permits in up to an hour
 * @param capacity of the token bucket, up to 1,000
 * @param maxWaitMillis how long a caller may be made to wait, up to ten seconds
 */
public record Choice(String run, String client, Rate rate, @Nullable Long capacity, long maxWaitMillis) {

	private static final Pattern KEY = Pattern.compile("(\\w+):(\\w):([^:]+):(\\d*):(\\d+)");

	private static final int MOST_PERMITS = 1000;

	private static final Duration LONGEST_PERIOD = Duration.ofHours(1);

	private static final int LONGEST_WAIT_MILLIS = 10_000;

	public Choice {
		check(run.matches("[A-Za-z0-9]{1,16}"), "run", run, "1 to 16 letters or digits");
		check(client.matches("[a-z]"), "client", client, "a letter from a to z");
		check(rate.permits() <= MOST_PERMITS, "rate", rate, "at most 1000 permits");
		check(rate.period().compareTo(LONGEST_PERIOD) <= 0, "rate", rate, "of a period up to an hour");
		check(capacity == null || (capacity >= 1 && capacity <= MOST_PERMITS), "capacity", capacity, "from 1 to 1000");
		check(maxWaitMillis >= 0 && maxWaitMillis <= LONGEST_WAIT_MILLIS, "maxWaitMillis", maxWaitMillis,
				"from 0 to 10000");
	}

	/** The key that {@link #of} reads. */
	public String key() {
		return "%s:%s:%s:%s:%d".formatted(this.run, this.client, this.rate,
				(this.capacity != null) ? this.capacity : "", this.maxWaitMillis);
	}

	/** Reads a key; null if it is none that was made of a choice. */
	static @Nullable Choice of(String key) {
		Matcher matcher = KEY.matcher(key);
		if (!matcher.matches()) {
			return null;
		}
		Long capacity = matcher.group(4).isEmpty() ? null : Long.valueOf(matcher.group(4));
		return new Choice(matcher.group(1), matcher.group(2), Rate.of(matcher.group(3)), capacity,
				Long.parseLong(matcher.group(5)));
	}

	/**
	 * The limit as chosen. Calls in flight have no rate: as many run as it has permits.
	 */
	Limit applyTo(Limit configured) {
		Limit chosen = configured.withWaiting(Duration.ofMillis(this.maxWaitMillis), configured.maxWaiting());
		return switch (configured.algorithm()) {
			case CONCURRENCY -> chosen.withConcurrent(this.rate.permits());
			case TOKEN_BUCKET -> chosen.withRate(this.rate).withCapacity(this.capacity);
			default -> chosen.withRate(this.rate);
		};
	}

	private static void check(boolean legal, String name, @Nullable Object value, String expected) {
		if (!legal) {
			throw new IllegalArgumentException("Invalid %s (%s): must be %s".formatted(name, value, expected));
		}
	}

}
