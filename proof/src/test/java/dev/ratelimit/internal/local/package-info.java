/**
 * Model checking of the local store. In its package, because what is checked is not
 * public.
 */
@NullMarked
package dev.ratelimit.internal.local;

import org.jspecify.annotations.NullMarked;
