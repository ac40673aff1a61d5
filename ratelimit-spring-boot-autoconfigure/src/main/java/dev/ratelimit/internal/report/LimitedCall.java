package dev.ratelimit.internal.report;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;

/**
 * One line of the start-up report: a rule or an annotated method.
 *
 * @param call what is limited
 * @param limits the names of its limits
 * @param key whose quota is spent
 * @param notes what else is to be known; may be empty
 */
public record LimitedCall(String call, List<String> limits, String key, List<String> notes) {

	/** Adds a note, unless there is nothing to tell. */
	static void note(List<String> notes, String label, @Nullable String text) {
		if (text != null && !text.isBlank()) {
			notes.add(label + text);
		}
	}

	/** Adds what a call costs, unless that is the usual one permit. */
	static void notePermits(List<String> notes, String permits) {
		note(notes, "permits ", permits.equals("1") ? null : permits);
	}

	/** How long callers wait at most, such as {@code waits up to 2s}. */
	static String waiting(Duration maxWait) {
		if (maxWait.isZero()) {
			return "never waits";
		}
		return "waits up to " + ((maxWait.getNano() == 0) ? maxWait.toSeconds() + "s" : maxWait.toMillis() + "ms");
	}

	/**
	 * Reports a part of what is limited. Each part of the configuration has a bean of
	 * this type.
	 */
	@FunctionalInterface
	public interface Source {

		/**
		 * Returns what is limited, once the application is ready.
		 */
		Stream<LimitedCall> calls();

	}

}
