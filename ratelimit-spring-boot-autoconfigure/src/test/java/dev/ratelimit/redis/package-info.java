/**
 * The store in Redis, on servers that the tests start themselves.
 */
@NullMarked
package dev.ratelimit.redis;

import org.jspecify.annotations.NullMarked;
