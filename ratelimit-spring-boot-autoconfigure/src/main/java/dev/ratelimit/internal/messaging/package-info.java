/**
 * Messages that clients send over STOMP: rules by destination, and annotated methods that
 * handle them.
 */
@NullMarked
package dev.ratelimit.internal.messaging;

import org.jspecify.annotations.NullMarked;
