/**
 * What start-up checks share: mistakes, collected so that all of them are reported at
 * once, and calls that cannot be limited.
 */
@NullMarked
package dev.ratelimit.internal.check;

import org.jspecify.annotations.NullMarked;
