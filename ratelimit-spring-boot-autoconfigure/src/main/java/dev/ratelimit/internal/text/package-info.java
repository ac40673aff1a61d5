/**
 * Words for messages: nearest names and times to wait. Knows the JDK only.
 */
@NullMarked
package dev.ratelimit.internal.text;

import org.jspecify.annotations.NullMarked;
