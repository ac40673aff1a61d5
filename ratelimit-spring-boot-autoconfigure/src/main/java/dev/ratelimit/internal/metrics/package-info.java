/**
 * What limiters do, in meters and on observations.
 */
@NullMarked
package dev.ratelimit.internal.metrics;

import org.jspecify.annotations.NullMarked;
