/**
 * The store of one node: a limiter per key in Caffeine. A single limit is decided by one
 * compare-and-set; several limits on one key hold their cells for the length of the step.
 */
@NullMarked
package dev.ratelimit.internal.local;

import org.jspecify.annotations.NullMarked;
