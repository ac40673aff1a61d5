/**
 * What every store must do under every algorithm.
 */
@NullMarked
package dev.ratelimit.contract;

import org.jspecify.annotations.NullMarked;
