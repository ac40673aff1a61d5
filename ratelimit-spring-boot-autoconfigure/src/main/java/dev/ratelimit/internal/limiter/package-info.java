/**
 * What all stores share: waiting and reservations, refunds, listeners, and which limit a
 * key is on.
 */
@NullMarked
package dev.ratelimit.internal.limiter;

import org.jspecify.annotations.NullMarked;
