/**
 * {@code @RateLimited}: read once per method, checked at start-up, decided in front of
 * the method by a proxy.
 */
@NullMarked
package dev.ratelimit.internal.method;

import dev.ratelimit.annotation.RateLimited;
import org.jspecify.annotations.NullMarked;
