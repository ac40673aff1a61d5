/**
 * What a decision costs, beside the floors and beside others.
 */
@NullMarked
package dev.ratelimit.benchmarks;

import org.jspecify.annotations.NullMarked;
