package dev.ratelimit;

/**
 * A mistake in configuration or in an annotation, found at start-up.
 */
public class InvalidConfigurationException extends RuntimeException {

	private static final long serialVersionUID = 1L;

	/** The property or method. */
	private final String where;

	/** The problem, with the bad value. */
	private final String problem;

	/** The correction. */
	private final String remedy;

	/**
	 * Describes a mistake.
	 * @param where the property or method, such as {@code ratelimit.web.rules[0].limits}
	 * @param problem what is wrong, with the bad value
	 * @param remedy what would be right
	 */
	public InvalidConfigurationException(String where, String problem, String remedy) {
		super("%s: %s. %s".formatted(where, problem, remedy));
		this.where = where;
		this.problem = problem;
		this.remedy = remedy;
	}

	/**
	 * Returns the place of the mistake.
	 * @return the property or method
	 */
	public String where() {
		return this.where;
	}

	/**
	 * Returns the problem.
	 * @return the problem, with the bad value
	 */
	public String problem() {
		return this.problem;
	}

	/**
	 * Returns the correction.
	 * @return the remedy
	 */
	public String remedy() {
		return this.remedy;
	}

}
