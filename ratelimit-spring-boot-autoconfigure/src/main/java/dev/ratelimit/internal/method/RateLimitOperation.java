package dev.ratelimit.internal.method;

import dev.ratelimit.annotation.RateLimited;
import dev.ratelimit.internal.call.Check;
import org.jspecify.annotations.Nullable;

/**
 * One {@link RateLimited} of one method, read and checked.
 *
 * @param check what it applies to a call
 * @param fallback what answers refused calls; null for the exception
 */
record RateLimitOperation(Check check, @Nullable Fallback fallback) {

}
