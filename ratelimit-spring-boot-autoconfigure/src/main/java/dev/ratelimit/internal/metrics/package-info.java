/**
 * Decisions of limiters, in Micrometer's meters and on observations.
 */
@NullMarked
package dev.ratelimit.internal.metrics;

import org.jspecify.annotations.NullMarked;
