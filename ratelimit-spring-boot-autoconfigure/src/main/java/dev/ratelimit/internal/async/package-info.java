/**
 * Answers that come later: what is common to all who wait for them without a thread.
 */
@NullMarked
package dev.ratelimit.internal.async;

import org.jspecify.annotations.NullMarked;
