package dev.ratelimit.web;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * Reads a server's Retry-After: seconds, or a date.
 */
final class RetryAfter {

	/** More than 30 years, and far from overflowing. */
	private static final long LONGEST_SECONDS = 1_000_000_000;

	private static final Pattern SECONDS = Pattern.compile("\\d{1,18}");

	private RetryAfter() {
	}

	/**
	 * How long to wait.
	 * @param header the header, null if there is none
	 * @param now nanoseconds since the epoch
	 * @return nanoseconds, 0 if the header says nothing that can be read
	 */
	static long nanos(@Nullable String header, long now) {
		String text = (header != null) ? header.trim() : "";
		if (SECONDS.matcher(text).matches()) {
			return TimeUnit.SECONDS.toNanos(Math.min(Long.parseLong(text), LONGEST_SECONDS));
		}
		try {
			Instant date = ZonedDateTime.parse(text, DateTimeFormatter.RFC_1123_DATE_TIME).toInstant();
			long seconds = date.getEpochSecond() - TimeUnit.NANOSECONDS.toSeconds(now);
			return TimeUnit.SECONDS.toNanos(Math.max(0, Math.min(seconds, LONGEST_SECONDS)));
		}
		catch (DateTimeException ex) {
			return 0;
		}
	}

}
