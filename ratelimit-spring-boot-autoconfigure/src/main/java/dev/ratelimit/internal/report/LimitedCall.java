package dev.ratelimit.internal.report;

import java.util.List;
import java.util.stream.Stream;

/**
 * One line of the start-up report: a rule or an annotated method.
 *
 * @param call what is limited
 * @param limits the names of its limits
 * @param key whose quota is spent
 * @param notes what else is to be known; may be empty
 */
public record LimitedCall(String call, List<String> limits, String key, List<String> notes) {

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
