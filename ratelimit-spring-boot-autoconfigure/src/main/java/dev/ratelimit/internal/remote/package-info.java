/**
 * What every store outside of this process needs: deadlines, a circuit breaker, the
 * fallback, leases, and sharing of changes at run time. Knows no such store.
 */
@NullMarked
package dev.ratelimit.internal.remote;

import org.jspecify.annotations.NullMarked;
