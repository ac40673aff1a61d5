/**
 * What the stores share: waiting for a turn, and which limit a key is on.
 */
@NullMarked
package dev.ratelimit.internal.limiter;

import org.jspecify.annotations.NullMarked;
