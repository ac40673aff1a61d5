/**
 * {@code @RateLimited}: read once per method, checked at start-up, decided in front of
 * the method by a proxy.
 */
@NullMarked
package dev.ratelimit.annotation;

import org.jspecify.annotations.NullMarked;
