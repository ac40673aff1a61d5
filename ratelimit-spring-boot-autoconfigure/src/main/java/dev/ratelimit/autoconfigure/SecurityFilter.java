package dev.ratelimit.autoconfigure;

import dev.ratelimit.InvalidConfigurationException;

import org.springframework.core.env.Environment;

/**
 * The filter of Spring Security, which rules are applied before and after.
 */
final class SecurityFilter {

	/** The name of the bean. */
	static final String NAME = "springSecurityFilterChain";

	private static final String ORDER = "spring.security.filter.order";

	private SecurityFilter() {
	}

	/**
	 * The place of a filter beside it, or beside where it would be if it is not there.
	 * @param environment says where that is
	 * @param step -1 for the place before it, 1 for the place after it
	 */
	static int orderBeside(Environment environment, int step) {
		int security = environment.getProperty(ORDER, Integer.class, -100);
		try {
			return Math.addExact(security, step);
		}
		catch (ArithmeticException ex) {
			throw new InvalidConfigurationException(ORDER, "%d leaves no room for rules %s Spring Security"
				.formatted(security, (step < 0) ? "before" : "after"), "Set it to %d".formatted(security - step));
		}
	}

}
