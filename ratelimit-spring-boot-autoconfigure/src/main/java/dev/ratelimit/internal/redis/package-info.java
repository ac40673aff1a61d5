/**
 * The store that many nodes share: each call, under all its limits, is one script in
 * Redis.
 */
@NullMarked
package dev.ratelimit.internal.redis;

import org.jspecify.annotations.NullMarked;
