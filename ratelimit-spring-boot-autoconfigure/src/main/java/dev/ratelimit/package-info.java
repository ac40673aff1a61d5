/**
 * Limits, limiters, decisions and the clock, as users see them. Knows only the JDK and
 * JSpecify.
 */
@NullMarked
package dev.ratelimit;

import org.jspecify.annotations.NullMarked;
