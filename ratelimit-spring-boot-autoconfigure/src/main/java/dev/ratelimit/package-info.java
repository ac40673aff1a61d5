/**
 * What users of the rate limiter see: limits, keys, decisions. Knows only the JDK and
 * JSpecify.
 */
@NullMarked
package dev.ratelimit;

import org.jspecify.annotations.NullMarked;
