/**
 * The properties under {@code ratelimit}: what may be written, what was written where,
 * and the words for what is wrong with it.
 */
@NullMarked
package dev.ratelimit.internal.properties;

import org.jspecify.annotations.NullMarked;
