package dev.ratelimit.actuate;

import org.jspecify.annotations.Nullable;

/**
 * Changes of limits while they are in use. Safe for use by many threads.
 */
public interface RunTimeChanges {

	/**
	 * Changes a limit; what is null stays as it is in force.
	 * @param limit the limit's name
	 * @param rate the rate, such as {@code 100/1m}; a capacity or initial that is not
	 * configured follows it
	 * @param capacity the most permits a token bucket can save up, a whole number
	 * @param mode {@code enforce} or {@code observe}
	 * @throws IllegalArgumentException if a value is not legal; nothing is changed then.
	 * The message says what, the bad value and what would be right
	 */
	void change(String limit, @Nullable String rate, @Nullable String capacity, @Nullable String mode);

	/**
	 * Whether a limit is not as configured.
	 * @param limit the limit's name
	 * @return true if it was changed since the start or the last refresh
	 */
	boolean changed(String limit);

	/**
	 * Why the last refresh of the configuration was not applied.
	 * @return what is wrong with it; null if it was, or there was none
	 */
	@Nullable String refreshFailure();

}
