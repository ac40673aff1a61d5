/**
 * Keys as they leave the process.
 */
@NullMarked
package dev.ratelimit.internal.key;

import org.jspecify.annotations.NullMarked;
