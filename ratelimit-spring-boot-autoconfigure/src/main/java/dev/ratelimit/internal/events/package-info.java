/**
 * Publishes an event for each refused call.
 */
@NullMarked
package dev.ratelimit.internal.events;

import org.jspecify.annotations.NullMarked;
