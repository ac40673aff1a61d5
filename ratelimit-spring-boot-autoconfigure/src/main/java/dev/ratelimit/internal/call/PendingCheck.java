package dev.ratelimit.internal.call;

import java.util.Map;

import dev.ratelimit.internal.expression.CallRoot;
import org.jspecify.annotations.Nullable;

/**
 * A check that a call has yet to pass.
 *
 * @param check the check
 * @param root what its expressions can name; null if there is no request
 * @param arguments the variables of its expressions
 */
public record PendingCheck(Check check, @Nullable CallRoot root, Map<String, ?> arguments) {

}
