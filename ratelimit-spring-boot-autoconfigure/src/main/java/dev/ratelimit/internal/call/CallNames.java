package dev.ratelimit.internal.call;

import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * What the expressions of a check can name.
 *
 * @param root the type whose properties can be named; null if there is none
 * @param variables what can be named with {@code #}
 * @param outcomeRoot the same, once the call is over
 * @param outcomeVariables the same, once the call is over
 */
public record CallNames(@Nullable Class<?> root, Set<String> variables, @Nullable Class<?> outcomeRoot,
		Set<String> outcomeVariables) {

}
