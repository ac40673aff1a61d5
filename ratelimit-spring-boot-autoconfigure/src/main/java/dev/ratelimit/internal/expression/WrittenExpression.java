package dev.ratelimit.internal.expression;

import dev.ratelimit.InvalidConfigurationException;

/**
 * An expression as it was written.
 *
 * @param where the property or method it stands in
 * @param text the source
 */
record WrittenExpression(String where, String text) {

	InvalidConfigurationException mistake(String problem, String remedy) {
		return new InvalidConfigurationException(this.where, "the expression '" + this.text + "' " + problem, remedy);
	}

}
