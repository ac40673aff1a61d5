package dev.ratelimit.internal.call;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.core.ResolvableType;

/**
 * What the expressions of a check can name.
 *
 * @param root the type whose properties can be named; null if there is none
 * @param variables what can be named with {@code #}, and its type
 * @param outcomeRoot the same, once the call is over
 * @param outcomeVariables the same, once the call is over
 */
public record CallNames(@Nullable Class<?> root, Map<String, ResolvableType> variables, @Nullable Class<?> outcomeRoot,
		Map<String, ResolvableType> outcomeVariables) {

}
