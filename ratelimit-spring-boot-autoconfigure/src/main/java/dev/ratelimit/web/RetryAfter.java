package dev.ratelimit.web;

import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import org.springframework.http.HttpHeaders;

/**
 * Reads a server's Retry-After: seconds, or a date in any of HTTP's three forms.
 */
final class RetryAfter {

	/** A longer time may be a mistake, so the server is asked again after this one. */
	private static final long LONGEST_SECONDS = TimeUnit.DAYS.toSeconds(1);

	private static final Pattern SECONDS = Pattern.compile("\\d{1,18}");

	private RetryAfter() {
	}

	/**
	 * Reads the time to wait.
	 * @param headers of the server's answer
	 * @param now nanoseconds since the epoch
	 * @return nanoseconds, 0 if they say nothing that can be read, a day at most
	 */
	static long nanos(HttpHeaders headers, long now) {
		String header = headers.getFirst(HttpHeaders.RETRY_AFTER);
		String text = (header != null) ? header.trim() : "";
		long seconds = SECONDS.matcher(text).matches() ? Long.parseLong(text)
				: secondsUntil(headers, TimeUnit.NANOSECONDS.toSeconds(now));
		return TimeUnit.SECONDS.toNanos(Math.max(0, Math.min(seconds, LONGEST_SECONDS)));
	}

	private static long secondsUntil(HttpHeaders headers, long now) {
		try {
			long millis = headers.getFirstDate(HttpHeaders.RETRY_AFTER);
			return (millis > 0) ? TimeUnit.MILLISECONDS.toSeconds(millis) - now : 0;
		}
		catch (IllegalArgumentException ex) {
			// Not a date: nothing that could be waited for
			return 0;
		}
	}

}
